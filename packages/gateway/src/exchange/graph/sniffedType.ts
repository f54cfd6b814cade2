import { isJson } from '@greenroom/backstage-plugin-model-serving-common';

/** How much of a body a guess looks at. */
const LOOKED_AT = 512;

/** Whether a whole body is JSON. */
export function isJsonBody(body: Buffer): boolean {
  return isJson(body.toString());
}

/** What a body that is not JSON probably is, as Go's servers say it: a page, text, or bytes. */
export function sniffedType(body: Buffer): string {
  const start = body.subarray(0, LOOKED_AT).toString('latin1');
  if (
    /^\s*<(!doctype html|html|head|body|script|table|div|p|h1|br)[ >]/i.test(
      start,
    )
  )
    return 'text/html; charset=utf-8';
  return body.subarray(0, LOOKED_AT).some(isBinary)
    ? 'application/octet-stream'
    : 'text/plain; charset=utf-8';
}

/** Of control characters text has only tab, line feed, form feed, carriage return and escape. */
function isBinary(byte: number): boolean {
  const isControl = byte < 0x20;
  return isControl && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
}
