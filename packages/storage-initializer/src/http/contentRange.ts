/**
 * Reads a `Content-Range` header in bytes (RFC 9110 §14.4). A field that it leaves open is undefined; so is the whole for
 * anything else.
 */
export function contentRange(
  header: string | undefined,
): { readonly start?: number; readonly total?: number } | undefined {
  const [, start, total] =
    /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (total === undefined) return undefined;
  return {
    start: start === undefined ? undefined : Number(start),
    total: total === '*' ? undefined : Number(total),
  };
}
