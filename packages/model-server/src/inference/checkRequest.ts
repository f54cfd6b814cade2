import type { Tensor, TensorSpec } from '../tensors';
import { invalid } from '../InferenceError';
import type { InferenceRequest, Model } from './types';

/**
 * Holds a request against what the model declares, so that the runtime only sees tensors that fit: every input present once
 * and of the declared datatype, rank and fixed sizes; only known outputs, each once.
 *
 * @returns the names of the outputs to compute
 * @throws InferenceError of kind `invalid` that names the tensor, what was expected and what came
 * @public
 */
export function checkRequest(
  modelName: string,
  model: Model,
  request: InferenceRequest,
): readonly string[] {
  checkInputs(modelName, model, request.inputs);
  if (request.outputs === undefined) {
    return model.outputs.map(output => output.name);
  }
  checkOutputs(modelName, model, request.outputs);
  return request.outputs;
}

function checkInputs(
  modelName: string,
  model: Model,
  inputs: readonly Tensor[],
): void {
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    const spec = model.inputs.find(candidate => candidate.name === input.name);
    if (spec === undefined) {
      throw invalid(
        `Unexpected inference input '${
          input.name
        }' for model '${modelName}'; it takes ${names(model.inputs)}`,
      );
    }
    for (let earlier = 0; earlier < i; earlier++) {
      if (inputs[earlier].name === input.name) {
        throw invalid(`input '${input.name}' is given more than once`);
      }
    }
    checkInput(spec, input);
  }
  if (inputs.length < model.inputs.length) {
    const missing = model.inputs.filter(
      spec => !inputs.some(input => input.name === spec.name),
    );
    throw invalid(
      `model '${modelName}' also needs the input${
        missing.length > 1 ? 's' : ''
      } ${names(missing)}`,
    );
  }
}

function checkInput(spec: TensorSpec, input: Tensor): void {
  if (input.datatype !== spec.datatype) {
    throw invalid(
      `input '${input.name}': expected datatype ${spec.datatype}, got ${input.datatype}`,
    );
  }
  const fits =
    input.shape.length === spec.shape.length &&
    spec.shape.every((size, i) => size === -1 || size === input.shape[i]);
  if (!fits) {
    throw invalid(
      `input '${input.name}': expected shape [${spec.shape.join(
        ', ',
      )}], got [${input.shape.join(', ')}]`,
    );
  }
}

function checkOutputs(
  modelName: string,
  model: Model,
  outputs: readonly string[],
): void {
  for (const [i, name] of outputs.entries()) {
    if (!model.outputs.some(output => output.name === name)) {
      throw invalid(
        `Unexpected inference output '${name}' for model '${modelName}'; it gives ${names(
          model.outputs,
        )}`,
      );
    }
    if (outputs.indexOf(name) !== i) {
      throw invalid(`output '${name}' is requested more than once`);
    }
  }
}

function names(specs: readonly TensorSpec[]): string {
  return specs.map(spec => `'${spec.name}'`).join(', ');
}
