/** What Tab reaches: the steppers of a number, for one, are not. */
const REACHABLE = ':is(input, button, textarea):enabled:not([tabindex="-1"])';

/**
 * Takes the focus to the first input in something that is invalid now, in the order of the page. What groups one says of itself, too, that it is invalid, and takes no focus. An input of several
 * controls that is refused as a whole is marked with `data-invalid`, and begins with its first one.
 * @returns whether there is one
 */
export function focusInvalid(within: ParentNode | null): boolean {
  const first = within?.querySelector<HTMLElement>(
    `${REACHABLE}[aria-invalid=true], [data-invalid] ${REACHABLE}`,
  );
  first?.focus();
  return first !== undefined && first !== null;
}

/** Takes the focus to the first input in something. */
export function focusFirst(within: ParentNode | null): void {
  within?.querySelector<HTMLElement>(REACHABLE)?.focus();
}
