import { isUtf8 } from 'node:buffer';

/** The text of a JSON body, or undefined if it is not JSON. */
export function jsonOf(body: Buffer): string | undefined {
  if (!isUtf8(body)) return undefined;
  const text = body.toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
