import type { Model } from '../inference';
import type { Tensor, TensorSpec } from '../tensors';

/** A model that gives its inputs back under the names `out-<input>`. */
export function echoModel(
  inputs: readonly TensorSpec[],
  options: { acceptsMissing?: boolean } = {},
): Model {
  return {
    platform: 'test_echo',
    acceptsMissing: options.acceptsMissing ?? false,
    inputs,
    outputs: inputs.map(spec => ({ ...spec, name: `out-${spec.name}` })),
    predict: async (tensors, outputs) =>
      outputs.map(output => {
        const source = tensors.find(({ name }) => `out-${name}` === output);
        return { ...(source as Tensor), name: output };
      }),
  };
}
