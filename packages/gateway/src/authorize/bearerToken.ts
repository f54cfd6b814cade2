/** What an `Authorization` header says: a token, that there is none, or something that looks like one and is not. */
export type Bearer = string | undefined;

/** {@link bearerToken} of `Bearer` without a value, or with several. It is the hash of nothing. */
export const malformedToken = '';

/**
 * The token of an `Authorization` header. The scheme's case and extra blanks do not matter; another scheme is no token;
 * `Bearer` with anything but one word behind it is {@link malformedToken}.
 */
export function bearerToken(authorization: string | undefined): Bearer {
  if (authorization === undefined) return undefined;
  if (authorization.startsWith('Bearer ')) {
    const token = authorization.slice(7);
    if (!token.includes(' ')) return token;
  }
  const words = authorization.split(/[ \t]+/).filter(word => word !== '');
  if (words[0]?.toLowerCase() !== 'bearer') return undefined;
  return words.length === 2 ? words[1] : malformedToken;
}
