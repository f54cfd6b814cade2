import { memberOf } from '@greenroom/backstage-plugin-model-serving-common';
import { jsonTextOf } from './jsonBody';

/** Most bodies that are sent to be mapped hold the word; those that do not are not read. */
const WORD = 'predictions';

/**
 * The predictions of one model as the instances of the next: a JSON object whose `predictions` is an array that is not
 * empty becomes `{"instances": <that array>}`, byte by byte; anything else stays as it is. Source: gateway-and-graphs §4.2.
 */
export function mapPredictions(body: Buffer): Buffer {
  if (!body.includes(WORD)) return body;
  const text = jsonTextOf(body);
  if (text === undefined || text[0] !== '{') return body;
  const predictions = memberOf(text, WORD);
  if (predictions === undefined || !/^\[\s*[^\s\]]/.test(predictions))
    return body;
  return Buffer.from(`{"instances":${predictions}}`);
}
