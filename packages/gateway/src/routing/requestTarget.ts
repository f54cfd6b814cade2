/** Where a request wants to go. */
export interface RequestTarget {
  /** Path and query as sent; starts with `/`. */
  readonly path: string;
  /** Authority of an absolute-form target; it overrides the Host header (RFC 9112 §3.2.2). */
  readonly authority?: string;
}

/**
 * Reads the target of a request line: origin form (`/path?query`) or absolute form (`http://host/path`). Anything else
 * (`*`, an authority) reaches no route: undefined.
 */
export function parseRequestTarget(target: string): RequestTarget | undefined {
  if (target.charCodeAt(0) === 0x2f) return { path: target };
  const scheme = /^https?:\/\//i.exec(target);
  if (!scheme) return undefined;
  const end = target.slice(scheme[0].length).search(/[/?]/);
  const rest = target.slice(scheme[0].length);
  if (end < 0) return { path: '/', authority: rest };
  const path = rest.slice(end);
  return {
    path: path.startsWith('/') ? path : `/${path}`,
    authority: rest.slice(0, end),
  };
}

/** The host as a routing key: lower case, without port and trailing dot. An IPv6 literal keeps its brackets. */
export function normalizeHost(host: string): string {
  const colon = host.lastIndexOf(':');
  let end = colon > host.lastIndexOf(']') ? colon : host.length;
  if (end > 0 && host.charCodeAt(end - 1) === 0x2e) end--;
  return (end === host.length ? host : host.slice(0, end)).toLowerCase();
}
