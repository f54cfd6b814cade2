import { ModelMetadata, TensorMetadata } from './types';
import { Protocol } from '../resources';

/** Measures of an iris: what people recognise in a first try, and plausible for most small tabular models. */
const NUMBERS = [5.1, 3.5, 1.4, 0.2];
const INTEGERS = [1, 2, 3, 4];

/** Up to here every element gets a value of its own. */
const MAX_VARIED = 64;
/** Largest sample; a batch of high resolution images is a few million elements. */
const MAX_ELEMENTS = 2 ** 22;

/** What a model without known metadata is shown with: one row of four numbers. */
const GENERIC: TensorMetadata = {
  name: 'input-0',
  datatype: 'FP32',
  shape: [-1, 4],
};

/**
 * Body of a prediction that can be sent as it is: real tensor names, shapes (a free dimension becomes 1) and plausible
 * values where the model's metadata is known, one row of four numbers otherwise. V1 takes `instances`, everything else
 * the Open Inference Protocol's `inputs`. Source: screens §7.
 * @public
 */
export function sampleRequest(options: {
  readonly protocol: Protocol;
  readonly metadata?: ModelMetadata;
  readonly modelName: string;
}): Record<string, unknown> {
  const { protocol, metadata, modelName } = options;
  const inputs = metadata?.inputs.length ? metadata.inputs : [GENERIC];
  if (protocol === 'v1' || protocol === 'grpc-v1') {
    const instances = v1Instances(inputs);
    return protocol === 'v1'
      ? { instances }
      : { model_spec: { name: modelName }, instances };
  }
  return {
    ...(protocol === 'grpc-v2' && { model_name: modelName }),
    inputs: inputs.map(input => sampleTensor(input)),
  };
}

/** One tensor of the Open Inference Protocol with values: flat, or nested by its shape if it is large. */
function sampleTensor(tensor: TensorMetadata): Record<string, unknown> {
  const shape = concreteShape(tensor);
  const size = sizeOf(shape);
  const { name, datatype } = tensor;
  return {
    name,
    shape,
    datatype,
    data:
      size > MAX_VARIED
        ? uniform(shape, datatype)
        : Array.from({ length: size }, (_, i) => sampleValue(datatype, i)),
  };
}

/** Shape with one for every free dimension; no dimensions at all if a sample would be too large to show. */
function concreteShape(tensor: TensorMetadata): number[] {
  const shape = tensor.shape.map(dimension => Math.max(1, dimension));
  return sizeOf(shape) > MAX_ELEMENTS ? shape.map(() => 1) : shape;
}

/** A plausible value of a datatype; the same position always gets the same one. */
function sampleValue(datatype: string, i: number): unknown {
  if (datatype === 'BOOL') return i % 2 === 0;
  if (datatype === 'BYTES') return 'text';
  return /^U?INT/.test(datatype)
    ? INTEGERS[i % INTEGERS.length]
    : NUMBERS[i % NUMBERS.length];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** One instance: a bare value for a single input, an object by name for several. */
function v1Instances(inputs: readonly TensorMetadata[]): unknown[] {
  const values = inputs.map(input => {
    // The first dimension counts instances.
    const shape = concreteShape(input).slice(1);
    return sizeOf(shape) > MAX_VARIED
      ? uniform(shape, input.datatype)
      : nested(shape, input.datatype);
  });
  if (inputs.length === 1) return values;
  return [
    Object.fromEntries(inputs.map((input, i) => [input.name, values[i]])),
  ];
}

function nested(shape: readonly number[], datatype: string, at = 0): unknown {
  const [length, ...rest] = shape;
  if (length === undefined) return sampleValue(datatype, at);
  return Array.from({ length }, (_, i) => nested(rest, datatype, i));
}

/** The same value everywhere, so that snippets can write it as a repetition. */
function uniform(shape: readonly number[], datatype: string): unknown {
  return [...shape]
    .reverse()
    .reduce<unknown>(
      (entry, length) => Array(length).fill(entry),
      sampleValue(datatype, 0),
    );
}
