import { MODEL_VERSION, type InferenceRequest, type Model } from '../inference';
import { invalid } from '../InferenceError';
import {
  decodeBinaryData,
  decodeJsonData,
  decodeShape,
  encodeBinaryData,
  encodeJsonData,
  isDatatype,
  type Tensor,
  type TensorData,
} from '../tensors';
import { isRecord } from './json';

/**
 * A V2 inference request as read from the wire, with what its answer needs to know.
 *
 * @public
 */
export interface V2Request extends InferenceRequest {
  /** To be echoed. */
  readonly id?: string;
  /** Whether an output travels as binary data. */
  readonly isBinary: (output: string) => boolean;
}

/**
 * An encoded answer: text when it is JSON only, otherwise JSON and binary tensors with the length of the JSON part.
 *
 * @public
 */
export type V2Answer =
  | string
  | { readonly jsonBytes: number; readonly body: Buffer };

/**
 * Reads a V2 request: a parsed JSON object and, with the binary extension, the bytes after it.
 *
 * @throws InferenceError of kind `invalid` that names the field
 * @public
 */
export function decodeV2Request(
  modelName: string,
  model: Model,
  document: unknown,
  binary: Buffer | undefined,
): V2Request {
  if (!isRecord(document)) {
    throw invalid('the request must be a JSON object');
  }
  const { id, inputs, outputs, parameters } = document;
  if (id !== undefined && id !== null && typeof id !== 'string') {
    throw invalid("'id' must be a string");
  }
  if (!Array.isArray(inputs)) {
    throw invalid('Expected "inputs" to be a list');
  }
  const tail = { bytes: binary, offset: 0 };
  const tensors = inputs.map((input, i) =>
    decodeInput(modelName, model, input, i, tail),
  );
  if (binary !== undefined && tail.offset !== binary.length) {
    throw invalid(
      `the binary data is ${binary.length} bytes, the inputs name ${tail.offset} of them (binary_data_size)`,
    );
  }
  const defaultBinary =
    isRecord(parameters) && parameters.binary_data_output === true;
  return {
    id: id ?? undefined,
    inputs: tensors,
    ...decodeOutputs(outputs, defaultBinary),
  };
}

function decodeInput(
  modelName: string,
  model: Model,
  input: unknown,
  index: number,
  tail: { readonly bytes: Buffer | undefined; offset: number },
): Tensor {
  if (!isRecord(input)) {
    throw invalid(`inputs[${index}] must be an object`);
  }
  const { name, datatype, shape, parameters } = input;
  if (typeof name !== 'string') {
    throw invalid(`inputs[${index}]: 'name' must be a string`);
  }
  if (!isDatatype(datatype)) {
    throw invalid(
      `input '${name}': unknown datatype ${JSON.stringify(datatype)}`,
    );
  }
  const subject = `input '${name}'`;
  const sizes = decodeShape(shape, subject);
  const size = isRecord(parameters) ? parameters.binary_data_size : undefined;
  let data: TensorData;
  if (size !== undefined && size !== null) {
    if (input.data !== undefined) {
      throw invalid(`${subject} has both 'data' and binary_data_size`);
    }
    data = decodeBinaryData(
      datatype,
      sizes,
      takeBinary(tail, size, subject),
      subject,
    );
  } else if (input.data === undefined) {
    throw invalid(
      `'data' field is missing for input '${name}' for model '${modelName}'`,
    );
  } else {
    data = decodeJsonData(datatype, sizes, input.data, {
      subject,
      acceptsMissing: model.acceptsMissing,
    });
  }
  return { name, datatype, shape: sizes, data };
}

function takeBinary(
  tail: { readonly bytes: Buffer | undefined; offset: number },
  size: unknown,
  subject: string,
): Buffer {
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalid(`${subject}: binary_data_size must be a number of bytes`);
  }
  if (tail.bytes === undefined) {
    throw invalid(
      `${subject}: binary_data_size needs the header Inference-Header-Content-Length`,
    );
  }
  const end = tail.offset + size;
  if (end > tail.bytes.length) {
    throw invalid(
      `${subject}: binary_data_size reaches ${
        end - tail.bytes.length
      } bytes beyond the body`,
    );
  }
  const part = tail.bytes.subarray(tail.offset, end);
  tail.offset = end;
  return part;
}

function decodeOutputs(
  outputs: unknown,
  defaultBinary: boolean,
): Pick<V2Request, 'outputs' | 'isBinary'> {
  // An empty list asks for nothing in particular, which the protocol reads as all.
  if (outputs === undefined || outputs === null) {
    return { isBinary: () => defaultBinary };
  }
  if (!Array.isArray(outputs)) {
    throw invalid('Expected "outputs" to be a list');
  }
  if (outputs.length === 0) {
    return { isBinary: () => defaultBinary };
  }
  const binary = new Map<string, boolean>();
  const names = outputs.map((output, i) => {
    if (!isRecord(output) || typeof output.name !== 'string') {
      throw invalid(`outputs[${i}]: 'name' must be a string`);
    }
    const own = isRecord(output.parameters)
      ? output.parameters.binary_data
      : undefined;
    binary.set(output.name, typeof own === 'boolean' ? own : defaultBinary);
    return output.name;
  });
  return { outputs: names, isBinary: name => binary.get(name) === true };
}

/**
 * Writes a V2 answer. Text is put together by hand: it is the larger half of the work of a small request.
 *
 * @throws InferenceError of kind `invalid` when an FP16 output is to be JSON
 * @public
 */
export function encodeV2Answer(
  modelName: string,
  request: V2Request,
  outputs: readonly Tensor[],
): V2Answer {
  const tails: Uint8Array[] = [];
  let json = `{"model_name":${JSON.stringify(
    modelName,
  )},"model_version":"${MODEL_VERSION}"`;
  if (request.id !== undefined) {
    json += `,"id":${JSON.stringify(request.id)}`;
  }
  json += ',"outputs":[';
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i];
    json += `${i === 0 ? '' : ','}{"name":${JSON.stringify(
      output.name,
    )},"shape":[${output.shape.join(',')}],"datatype":"${output.datatype}",`;
    if (request.isBinary(output.name)) {
      const bytes = encodeBinaryData(output);
      tails.push(bytes);
      json += `"parameters":{"binary_data_size":${bytes.byteLength}}}`;
    } else {
      json += `"data":${encodeJsonData(output)}}`;
    }
  }
  json += ']}';
  if (tails.length === 0) {
    return json;
  }
  const head = Buffer.from(json);
  return { jsonBytes: head.length, body: Buffer.concat([head, ...tails]) };
}
