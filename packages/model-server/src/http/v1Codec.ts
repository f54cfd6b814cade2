import { type Model } from '../inference';
import { invalid } from '../InferenceError';
import {
  decodeJsonData,
  encodeJsonRows,
  type Tensor,
  type TensorSpec,
} from '../tensors';
import { isRecord } from './json';

/**
 * Reads a V1 request: `{"instances": […]}` (or `inputs`). Each instance is one row of the batch: for a model with one input
 * the row itself, or an object by input name; for a model with several inputs an object by input name.
 *
 * @throws InferenceError of kind `invalid` that names the instance or input
 * @public
 */
export function decodeV1Request(model: Model, document: unknown): Tensor[] {
  const instances = isRecord(document)
    ? document.instances ?? document.inputs
    : undefined;
  if (!Array.isArray(instances)) {
    throw invalid('Expected "instances" to be a list');
  }
  if (instances.length === 0) {
    throw invalid('Expected "instances" to hold at least one instance');
  }
  const byName = model.inputs.length > 1 || isRecord(instances[0]);
  return model.inputs.map(spec =>
    stack(
      spec,
      byName ? column(model, spec, instances) : instances,
      model.acceptsMissing,
    ),
  );
}

function column(
  model: Model,
  spec: TensorSpec,
  instances: readonly unknown[],
): unknown[] {
  return instances.map((instance, i) => {
    if (!isRecord(instance)) {
      const names = model.inputs.map(input => `'${input.name}'`).join(', ');
      throw invalid(
        `instances[${i}] must be an object with the inputs ${names}`,
      );
    }
    for (const name of Object.keys(instance)) {
      if (!model.inputs.some(input => input.name === name)) {
        throw invalid(`instances[${i}] has an unexpected input '${name}'`);
      }
    }
    if (!Object.hasOwn(instance, spec.name)) {
      throw invalid(`instances[${i}] lacks the input '${spec.name}'`);
    }
    return instance[spec.name];
  });
}

/** The shape is that of the first row; the reader then insists that all rows have it. */
function stack(
  spec: TensorSpec,
  rows: readonly unknown[],
  acceptsMissing: boolean,
): Tensor {
  const shape: number[] = [rows.length];
  let part: unknown = rows[0];
  while (Array.isArray(part) && shape.length <= spec.shape.length) {
    shape.push(part.length);
    part = part[0];
  }
  const data = decodeJsonData(spec.datatype, shape, rows, {
    subject: `input '${spec.name}'`,
    acceptsMissing,
  });
  return { name: spec.name, datatype: spec.datatype, shape, data };
}

/**
 * Writes a V1 answer with one prediction per instance: the row of the output when the model has one, otherwise an object of
 * rows by output name (a classifier gives `{"label": 1, "probabilities": […]}`).
 *
 * @throws InferenceError of kind `invalid` when an output is not batched by instance, so that V1 cannot carry it
 * @public
 */
export function encodeV1Answer(
  instances: number,
  outputs: readonly Tensor[],
): string {
  const columns = outputs.map(output => {
    if (output.shape[0] !== instances) {
      throw invalid(
        `output '${output.name}' has shape [${output.shape.join(
          ', ',
        )}], not one row for each of the ${instances} instances; use the V2 protocol for this model`,
      );
    }
    return encodeJsonRows(output);
  });
  if (columns.length === 1) {
    return `{"predictions":[${columns[0].join(',')}]}`;
  }
  const names = outputs.map(output => JSON.stringify(output.name));
  const rows: string[] = [];
  for (let row = 0; row < instances; row++) {
    const fields = columns.map((rowsOf, i) => `${names[i]}:${rowsOf[row]}`);
    rows.push(`{${fields.join(',')}}`);
  }
  return `{"predictions":[${rows.join(',')}]}`;
}
