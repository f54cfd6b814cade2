import {
  isJson,
  trimmedJson,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A body as trimmed JSON text; undefined if it is none. */
export function jsonTextOf(body: Buffer): string | undefined {
  const text = body.toString();
  return isJson(text) ? trimmedJson(text) : undefined;
}

/** A body as a JSON value; undefined if it is none. */
export function jsonValueOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
