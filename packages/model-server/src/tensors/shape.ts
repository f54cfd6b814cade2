import { invalid } from '../InferenceError';

/** More dimensions than any runtime takes; bounds the recursion over nested data. */
const MAX_RANK = 32;

/**
 * The sizes of a shape from outside.
 *
 * @throws InferenceError of kind `invalid`
 * @public
 */
export function decodeShape(
  shape: unknown,
  subject: string,
): readonly number[] {
  if (!Array.isArray(shape) || shape.length > MAX_RANK) {
    throw invalid(
      `${subject}: 'shape' must be a list of at most ${MAX_RANK} sizes`,
    );
  }
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw invalid(
        `${subject}: a size in 'shape' must be a whole number from 0, it is ${JSON.stringify(
          typeof size === 'bigint' ? String(size) : size,
        )}`,
      );
    }
  }
  return shape;
}
