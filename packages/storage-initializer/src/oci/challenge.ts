/** How a registry wants to be asked. */
export type Challenge =
  | { readonly kind: 'basic' }
  | {
      readonly kind: 'bearer';
      readonly realm: URL;
      readonly service?: string;
    };

/**
 * Reads a `WWW-Authenticate` header. Undefined if it asks for nothing that a registry asks for.
 *
 * A token service that is asked without TLS though the registry is asked with it would get the password in clear text:
 * it is none.
 *
 * Source: distribution/distribution, "Token Authentication Specification".
 */
export function parseChallenge(
  header: string | undefined,
  registry: URL,
): Challenge | undefined {
  const [, scheme = '', rest = ''] =
    /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return { kind: 'basic' };
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const fields = new Map(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const realm = fields.get('realm') ?? '';
  if (!URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  const isAllowed =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && registry.protocol === 'http:');
  return isAllowed
    ? { kind: 'bearer', realm: url, service: fields.get('service') }
    : undefined;
}
