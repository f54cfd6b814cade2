/** What the backend says within its sentences, as a sentence of its own. */
export function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
