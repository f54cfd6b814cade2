import { invalid } from '../InferenceError';
import {
  allocate,
  BIG_INTEGER_RANGE,
  INTEGER_RANGE,
  type Datatype,
  type TensorData,
} from './datatypes';
import { elementCount } from './tensor';

/**
 * How JSON data is read.
 *
 * @public
 */
export interface JsonDataOptions {
  /** What error messages call the tensor, such as `input 'x'`. */
  readonly subject: string;
  /** Whether `null` in floating point data means "missing" and becomes NaN. */
  readonly acceptsMissing: boolean;
}

/**
 * Reads the `data` of a tensor: flat in row-major order, or nested exactly as `shape` says.
 *
 * Integers may be numbers that are exact or BigInts (see `parseJson`); nothing is rounded, truncated or converted between kinds.
 *
 * @throws InferenceError of kind `invalid` that names the tensor, the element, what was expected and what came
 * @public
 */
export function decodeJsonData(
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
  options: JsonDataOptions,
): TensorData {
  if (datatype === 'FP16') {
    throw invalid(
      `${options.subject}: FP16 has no JSON form; send it as binary data (binary_data_size)`,
    );
  }
  const flat = flatten(shape, data, options.subject);
  const count = elementCount(shape);
  if (flat.length !== count) {
    throw invalid(
      `${options.subject}: shape [${shape.join(
        ', ',
      )}] needs ${count} elements, data has ${flat.length}`,
    );
  }
  switch (datatype) {
    case 'FP32':
    case 'FP64':
      return readFloats(datatype, flat, options);
    case 'BOOL':
      return readBooleans(flat, options);
    case 'BYTES':
      return readTexts(flat, options);
    case 'INT64':
    case 'UINT64':
      return readBigIntegers(datatype, flat, options);
    default:
      return readIntegers(datatype, flat, options);
  }
}

function flatten(
  shape: readonly number[],
  data: unknown,
  subject: string,
): readonly unknown[] {
  if (!Array.isArray(data)) {
    if (shape.length === 0) {
      return [data];
    }
    throw invalid(`${subject}: data must be an array, it is ${describe(data)}`);
  }
  if (!Array.isArray(data[0])) {
    return data;
  }
  const flat: unknown[] = [];
  flattenInto(flat, shape, 0, data, subject);
  return flat;
}

/** The depth of the recursion is bounded by the shape, whose rank the caller has bounded. */
function flattenInto(
  flat: unknown[],
  shape: readonly number[],
  depth: number,
  data: unknown,
  subject: string,
): void {
  if (depth === shape.length) {
    flat.push(data);
    return;
  }
  const size = shape[depth];
  if (!Array.isArray(data) || data.length !== size) {
    const got = Array.isArray(data)
      ? `an array of ${data.length}`
      : describe(data);
    throw invalid(
      `${subject}: nested data does not fit shape [${shape.join(
        ', ',
      )}]: expected an array of ${size} at depth ${depth + 1}, got ${got}`,
    );
  }
  for (const part of data) {
    flattenInto(flat, shape, depth + 1, part, subject);
  }
}

function readFloats(
  datatype: 'FP32' | 'FP64',
  flat: readonly unknown[],
  options: JsonDataOptions,
): TensorData {
  const out =
    datatype === 'FP32'
      ? new Float32Array(flat.length)
      : new Float64Array(flat.length);
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    if (typeof value === 'number' || typeof value === 'bigint') {
      out[i] = Number(value);
      if (!Number.isFinite(out[i])) {
        throw wrongElement(i, value, `a number within ${datatype}`, options);
      }
    } else if (value === null && options.acceptsMissing) {
      out[i] = NaN;
    } else {
      throw wrongElement(i, value, `a number for ${datatype}`, options);
    }
  }
  return out;
}

function readBooleans(
  flat: readonly unknown[],
  options: JsonDataOptions,
): TensorData {
  const out = new Uint8Array(flat.length);
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    if (typeof value !== 'boolean') {
      throw wrongElement(i, value, 'true or false for BOOL', options);
    }
    out[i] = value ? 1 : 0;
  }
  return out;
}

function readTexts(
  flat: readonly unknown[],
  options: JsonDataOptions,
): TensorData {
  const out: string[] = [];
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    if (typeof value !== 'string') {
      throw wrongElement(i, value, 'a string for BYTES', options);
    }
    out.push(value);
  }
  return out;
}

function readIntegers(
  datatype: Exclude<Datatype, 'BYTES'>,
  flat: readonly unknown[],
  options: JsonDataOptions,
): TensorData {
  const [min, max] = INTEGER_RANGE[datatype] ?? [0, 0];
  const out = allocate(datatype, flat.length);
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    if (
      typeof value !== 'number' ||
      !Number.isInteger(value) ||
      value < min ||
      value > max
    ) {
      const expected = `an integer from ${min} to ${max} for ${datatype}`;
      throw wrongElement(i, value, expected, options);
    }
    out[i] = value;
  }
  return out;
}

function readBigIntegers(
  datatype: 'INT64' | 'UINT64',
  flat: readonly unknown[],
  options: JsonDataOptions,
): TensorData {
  const [min, max] = BIG_INTEGER_RANGE[datatype] ?? [0n, 0n];
  const out =
    datatype === 'INT64'
      ? new BigInt64Array(flat.length)
      : new BigUint64Array(flat.length);
  for (let i = 0; i < flat.length; i++) {
    const value = flat[i];
    const exact = Number.isSafeInteger(value) ? BigInt(value as number) : value;
    if (typeof exact !== 'bigint' || exact < min || exact > max) {
      const expected = `an integer in digits from ${min} to ${max} for ${datatype}`;
      throw wrongElement(i, value, expected, options);
    }
    out[i] = exact;
  }
  return out;
}

function wrongElement(
  index: number,
  value: unknown,
  expected: string,
  options: JsonDataOptions,
) {
  return invalid(
    `${options.subject}: element ${index} must be ${expected}, it is ${describe(
      value,
    )}`,
  );
}

function describe(value: unknown): string {
  if (value === undefined) {
    return 'missing';
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  if (typeof value === 'object' && value !== null) {
    return 'an object';
  }
  // Long enough to recognise the value, short enough not to echo a payload.
  return typeof value === 'string'
    ? `the string ${JSON.stringify(value.slice(0, 40))}`
    : String(value);
}
