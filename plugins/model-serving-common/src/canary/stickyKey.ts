/** Where the key of sticky requests is. @public */
export interface StickyKey {
  readonly from: 'header' | 'cookie';
  readonly name: string;
}

/** A token of RFC 9110: what a header's or a cookie's name may be. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;

/**
 * The annotation `greenroom/sticky`: `header:<name>` or `cookie:<name>`.
 *
 * @returns undefined: each request is split by itself
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readStickyKey(
  annotation: string | undefined,
): StickyKey | undefined {
  const text = annotation?.trim() ?? '';
  if (text === '') return undefined;
  const [from, name = ''] = text.split(/:(.*)/s);
  if ((from !== 'header' && from !== 'cookie') || !NAME.test(name)) {
    throw new Error(
      `"${text}" names no key; write header:<name> or cookie:<name>`,
    );
  }
  return { from, name: from === 'header' ? name.toLowerCase() : name };
}
