import { invalid } from '../InferenceError';
import { parseJson } from '../tensors';

/**
 * Whether a parsed value is a JSON object.
 *
 * @public
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses the JSON of a body.
 *
 * @throws InferenceError of kind `invalid` with the parser's words
 * @public
 */
export function parseBody(json: Buffer, exactIntegers: boolean): unknown {
  try {
    return parseJson(json.toString('utf8'), exactIntegers);
  } catch (error) {
    throw invalid(
      `the body is not JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}
