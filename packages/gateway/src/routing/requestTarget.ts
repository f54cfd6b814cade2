/** Where a request wants to go. */
export interface RequestTarget {
  /** Path and query as sent; starts with `/`. */
  readonly path: string;
  /** Authority of an absolute-form target; it overrides the Host header (RFC 9112 §3.2.2). */
  readonly authority?: string;
}

/** An authority without user, and what follows it. */
const absolute =
  /^https?:\/\/([A-Za-z0-9\-._~!$&'()*+,;=%:[\]]+)((?:\/|\?)[^]*)?$/i;

/**
 * Reads the target of a request line: origin form (`/path?query`) or absolute form (`http://host/path`). Anything else
 * (`*`, an authority) reaches no route: undefined.
 */
export function parseRequestTarget(target: string): RequestTarget | undefined {
  if (target.charCodeAt(0) === 0x2f) return { path: target };
  const found = absolute.exec(target);
  if (!found) return undefined;
  const [, authority, rest = '/'] = found;
  return { path: rest.startsWith('/') ? rest : `/${rest}`, authority };
}

/** The host as a routing key: lower case, without port and trailing dot. An IPv6 literal keeps its brackets. */
export function normalizeHost(host: string): string {
  const colon = host.lastIndexOf(':');
  let end = colon > host.lastIndexOf(']') ? colon : host.length;
  if (end > 0 && host.charCodeAt(end - 1) === 0x2e) end--;
  return (end === host.length ? host : host.slice(0, end)).toLowerCase();
}
