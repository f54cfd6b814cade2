import { isUtf8 } from 'node:buffer';

/** A body that is JSON: as it was written, and what it says. */
export interface Json {
  readonly text: string;
  readonly value: unknown;
}

/** Reads a JSON body; undefined if it is not JSON. */
export function jsonOf(body: Buffer): Json | undefined {
  if (!isUtf8(body)) return undefined;
  const text = body.toString();
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
