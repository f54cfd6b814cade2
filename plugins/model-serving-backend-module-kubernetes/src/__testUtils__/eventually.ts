const DEADLINE_MS = 90_000;

/** Looks until something holds. @throws Error with its name if it does not in time */
export async function eventually(
  what: string,
  look: () => unknown,
): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!look()) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
