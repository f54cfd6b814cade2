import { invalid } from '../InferenceError';
import {
  decodeJsonData,
  type Datatype,
  type Tensor,
  type TensorData,
} from '../tensors';
import type { TensorContents } from './messages';

/** Which list carries a datatype; FP16 has none and travels raw. */
const FIELD: Readonly<Record<Exclude<Datatype, 'FP16'>, keyof TensorContents>> =
  {
    BOOL: 'bool_contents',
    INT8: 'int_contents',
    INT16: 'int_contents',
    INT32: 'int_contents',
    INT64: 'int64_contents',
    UINT8: 'uint_contents',
    UINT16: 'uint_contents',
    UINT32: 'uint_contents',
    UINT64: 'uint64_contents',
    FP32: 'fp32_contents',
    FP64: 'fp64_contents',
    BYTES: 'bytes_contents',
  };

/**
 * Reads typed contents. The elements are held to the same rules as JSON ones, except that floats may be NaN or infinite,
 * which protobuf can say.
 *
 * @throws InferenceError of kind `invalid` that names the input
 */
export function decodeContents(
  datatype: Datatype,
  shape: readonly number[],
  contents: TensorContents,
  subject: string,
): TensorData {
  if (datatype === 'FP16') {
    throw invalid(
      `${subject}: FP16 has no field in 'contents'; send it in raw_input_contents`,
    );
  }
  const field = FIELD[datatype];
  for (const [name, values] of Object.entries(contents)) {
    if (name !== field && values.length > 0) {
      throw invalid(
        `${subject}: ${datatype} belongs in ${field}, the request uses ${name}`,
      );
    }
  }
  const values = contents[field] ?? [];
  if (datatype === 'FP32' || datatype === 'FP64') {
    return decodeFloats(datatype, shape, values as readonly number[], subject);
  }
  return decodeJsonData(datatype, shape, elements(field, values, subject), {
    subject,
    acceptsMissing: false,
  });
}

function elements(
  field: keyof TensorContents,
  values: readonly unknown[],
  subject: string,
): readonly unknown[] {
  switch (field) {
    case 'int64_contents':
    case 'uint64_contents':
      return (values as readonly string[]).map(BigInt);
    case 'bytes_contents': {
      const decoder = new TextDecoder('utf-8', {
        fatal: true,
        ignoreBOM: true,
      });
      return (values as readonly Uint8Array[]).map((bytes, i) => {
        try {
          return decoder.decode(bytes);
        } catch {
          throw invalid(`${subject}: BYTES element ${i} is not UTF-8 text`);
        }
      });
    }
    default:
      return values;
  }
}

function decodeFloats(
  datatype: 'FP32' | 'FP64',
  shape: readonly number[],
  values: readonly number[],
  subject: string,
): TensorData {
  const count = shape.reduce((product, size) => product * size, 1);
  if (values.length !== count) {
    throw invalid(
      `${subject}: shape [${shape.join(', ')}] needs ${count} elements, ${
        FIELD[datatype]
      } has ${values.length}`,
    );
  }
  return datatype === 'FP32'
    ? Float32Array.from(values)
    : Float64Array.from(values);
}

/**
 * Writes typed contents.
 *
 * @throws TypeError for FP16, which the caller sends raw
 */
export function encodeContents(tensor: Tensor): TensorContents {
  const { datatype } = tensor;
  const data: ArrayLike<bigint | number | string> = tensor.data;
  switch (datatype) {
    case 'FP16':
      throw new TypeError('FP16 has no typed contents');
    case 'BOOL':
      return { bool_contents: Array.from(data, Boolean) };
    case 'BYTES':
      return {
        bytes_contents: Array.from(data, text => Buffer.from(String(text))),
      };
    case 'INT64':
    case 'UINT64':
      return { [FIELD[datatype]]: Array.from(data, String) };
    default:
      return { [FIELD[datatype]]: Array.from(data, Number) };
  }
}
