/** One page of a listing to make. */
export interface ListingQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  /** Keys and common prefixes together; 0 to 1,000. */
  readonly maxKeys: number;
  /** Only keys behind this one. */
  readonly startAfter: string;
  /** Where the page before ended. */
  readonly cursor?: ListingCursor;
}

/** The last item of a page. */
export interface ListingCursor {
  readonly last: string;
  /** `last` is a common prefix: everything below it has been told. */
  readonly isPrefix: boolean;
}

/** One page: keys and common prefixes, each in order. */
export interface ListingPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Present if there is more. */
  readonly next?: ListingCursor;
}

/** Order of S3 listings: by UTF-8 bytes. JavaScript's own order is by UTF-16 units and differs above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Cuts one page out of keys that are in the order of {@link compareKeys}. */
export function listPage(
  sortedKeys: readonly string[],
  query: ListingQuery,
): ListingPage {
  const { prefix, delimiter, maxKeys, cursor } = query;
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last: ListingCursor | undefined;
  if (maxKeys === 0) return { keys, commonPrefixes };

  const after = cursor?.last ?? query.startAfter;
  for (let at = firstAfter(sortedKeys, after); at < sortedKeys.length; at++) {
    const key = sortedKeys[at];
    if (!key.startsWith(prefix)) continue;
    if (cursor?.isPrefix && key.startsWith(cursor.last)) continue;
    const group = groupOf(key, prefix, delimiter);
    if (group !== undefined && group === commonPrefixes.at(-1)) continue;
    if (keys.length + commonPrefixes.length === maxKeys) {
      return { keys, commonPrefixes, next: last };
    }
    if (group === undefined) keys.push(key);
    else commonPrefixes.push(group);
    last = { last: group ?? key, isPrefix: group !== undefined };
  }
  return { keys, commonPrefixes };
}

/** The opaque form of a cursor. */
export function encodeCursor(cursor: ListingCursor): string {
  return Buffer.from(`${cursor.isPrefix ? 'p' : 'k'}${cursor.last}`).toString(
    'base64url',
  );
}

/** The cursor of a token, undefined if it is none of ours. */
export function decodeCursor(token: string): ListingCursor | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  if (!/^[pk]./s.test(text)) return undefined;
  return { last: text.slice(1), isPrefix: text.startsWith('p') };
}

function groupOf(key: string, prefix: string, delimiter: string) {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function firstAfter(sortedKeys: readonly string[], after: string): number {
  let low = 0;
  let high = sortedKeys.length;
  while (after !== '' && low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sortedKeys[middle], after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
