import type { Tensor, TensorSpec } from '../tensors';

/**
 * A loaded model: what it declares, and how it predicts. Implementations may assume that requests were checked against the
 * declaration by `checkRequest`.
 *
 * @public
 */
export interface Model {
  /** `<project>_<format>` as the protocol's metadata names it. */
  readonly platform: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Whether `null` in floating point JSON data means a missing value. */
  readonly acceptsMissing: boolean;
  /**
   * Computes the named outputs, in that order.
   *
   * @throws InferenceError of kind `invalid` when the values do not fit in a way that only running shows
   */
  predict(
    inputs: readonly Tensor[],
    outputs: readonly string[],
  ): Promise<Tensor[]>;
}

/**
 * What a codec made of a request, before it was held against a model.
 *
 * @public
 */
export interface InferenceRequest {
  readonly inputs: readonly Tensor[];
  /** Names of the outputs wanted, in the order of the answer; `undefined` for all. */
  readonly outputs?: readonly string[];
}
