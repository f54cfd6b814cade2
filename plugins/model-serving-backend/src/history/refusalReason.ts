/** Fields whose texts may be secrets, wherever they are in an object: of containers, and of data of any kind. */
const SECRET_LISTS: ReadonlySet<string> = new Set(['args', 'command']);
const SECRET_MAPS: ReadonlySet<string> = new Set(['data', 'stringData']);
/** Shorter texts are no secrets, and are found in words of all kinds. */
const MIN_LENGTH = 4;
const MASK = '…';
const USER_INFO = /(\w:\/\/)[^\s/@]+@/g;
const QUERY = /(\w:\/\/[^\s?]*)\?[^\s"'\])]+/g;

/**
 * Why a write was refused, as the history keeps it: what the caller was told, without what may be a secret in it. A message
 * may quote any text of what was sent: values of environment variables, arguments and commands are masked, as are
 * credentials and queries (signatures) of addresses.
 *
 * @param sent - the object that was refused
 */
export function refusalReason(message: string, sent: unknown): string {
  const secrets = [...secretsIn(sent)].sort((a, b) => b.length - a.length);
  const masked = secrets.reduce(
    (text, secret) => text.replaceAll(secret, MASK),
    message,
  );
  return masked.replace(USER_INFO, `$1${MASK}@`).replace(QUERY, `$1?${MASK}`);
}

/** As they are, and as JSON quotes them. */
function secretsIn(sent: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (value: unknown) => {
    if (typeof value !== 'string' || value.length < MIN_LENGTH) return;
    found.add(value);
    found.add(JSON.stringify(value).slice(1, -1));
  };
  const rest: unknown[] = [sent];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      rest.push(inner);
      if (key === 'env') entriesOf(inner).forEach(({ value: set }) => add(set));
      else if (SECRET_LISTS.has(key)) textsOf(inner).forEach(add);
      else if (SECRET_MAPS.has(key)) textsOf(inner).forEach(add);
    }
  }
  return found;
}

function entriesOf(value: unknown): readonly { readonly value?: unknown }[] {
  return textsOf(value).filter(
    (entry): entry is object => typeof entry === 'object' && entry !== null,
  );
}

function textsOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value)
    : [value];
}
