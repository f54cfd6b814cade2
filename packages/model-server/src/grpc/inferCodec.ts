import { MODEL_VERSION, type InferenceRequest } from '../inference';
import { invalid } from '../InferenceError';
import {
  decodeBinaryData,
  decodeShape,
  encodeBinaryData,
  isDatatype,
  type Tensor,
} from '../tensors';
import { decodeContents, encodeContents } from './contents';
import type {
  InferRequestMessage,
  InferResponseMessage,
  TensorMessage,
} from './messages';

/**
 * Reads a ModelInfer request with either typed or raw contents.
 *
 * @throws InferenceError of kind `invalid`
 */
export function decodeGrpcRequest(
  message: InferRequestMessage,
): InferenceRequest {
  const { inputs, outputs, raw_input_contents: raw } = message;
  if (raw.length > 0) {
    const typed = inputs.find(input => input.contents);
    if (typed !== undefined) {
      throw invalid(
        `input '${typed.name}': 'contents' must not be given beside raw_input_contents`,
      );
    }
    if (raw.length !== inputs.length) {
      throw invalid(
        `raw_input_contents has ${raw.length} entries for ${inputs.length} inputs`,
      );
    }
  }
  return {
    inputs: inputs.map((input, i) => decodeTensor(input, raw.at(i))),
    outputs:
      outputs.length > 0 ? outputs.map(output => output.name) : undefined,
  };
}

function decodeTensor(input: TensorMessage, raw: Buffer | undefined): Tensor {
  const { name, datatype } = input;
  const subject = `input '${name}'`;
  if (!isDatatype(datatype)) {
    throw invalid(`${subject}: unknown datatype "${datatype}"`);
  }
  const shape = decodeShape(input.shape.map(Number), subject);
  const data =
    raw === undefined
      ? decodeContents(datatype, shape, input.contents ?? {}, subject)
      : decodeBinaryData(datatype, shape, raw, subject);
  return { name, datatype, shape, data };
}

/**
 * Writes a ModelInfer response: raw when the request was, or when an output is FP16, which knows no other form.
 */
export function encodeGrpcResponse(
  request: InferRequestMessage,
  outputs: readonly Tensor[],
): InferResponseMessage {
  const isRaw =
    request.raw_input_contents.length > 0 ||
    outputs.some(output => output.datatype === 'FP16');
  return {
    model_name: request.model_name,
    model_version: MODEL_VERSION,
    id: request.id,
    outputs: outputs.map(output => ({
      name: output.name,
      datatype: output.datatype,
      shape: output.shape.map(String),
      contents: isRaw ? undefined : encodeContents(output),
    })),
    raw_output_contents: isRaw ? outputs.map(encodeBinaryData) : [],
  };
}
