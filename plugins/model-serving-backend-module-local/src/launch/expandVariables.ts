/**
 * Replaces `$(NAME)` by the variable's value as Kubernetes does in `command`, `args` and `env`: a name that is not set
 * stays as written, `$$` is one `$` and so `$$(NAME)` escapes.
 *
 * Nothing else is special: the result never passes a shell.
 */
export function expandVariables(
  text: string,
  variables: Readonly<Record<string, string>>,
): string {
  return text.replace(/\$\$|\$\(([^()]*)\)/g, (match, name?: string) => {
    if (match === '$$') return '$';
    return name !== undefined && Object.hasOwn(variables, name)
      ? variables[name]
      : match;
  });
}

/** Whether a text asks for the variable's value. */
export function refersTo(text: string, name: string): boolean {
  return expandVariables(text, { [name]: '' }) !== expandVariables(text, {});
}
