/** A URI for messages: without what stands behind `?`, where signatures are, and without a user name or password. */
export function displayUri(uri: string): string {
  return uri
    .replace(/[?#].*$/s, '')
    .replace(/^([a-z0-9+.-]+:\/\/)[^/]*@/i, '$1');
}
