import type { Datatype, TensorData } from './datatypes';

/**
 * A named, typed array. `data` holds exactly as many elements as the product of `shape` (1 for the empty shape); whoever
 * makes a tensor from outside input has checked that.
 *
 * @public
 */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  /** Sizes of the dimensions, outermost first; `[]` is a scalar. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/**
 * What a model declares of one input or output.
 *
 * @public
 */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** As in {@link Tensor}, −1 for a dimension that may have any size. */
  readonly shape: readonly number[];
}

/**
 * How many elements a shape holds.
 *
 * @public
 */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) {
    count *= size;
  }
  return count;
}
