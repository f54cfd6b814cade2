/**
 * The element types of the Open Inference Protocol.
 *
 * @public
 */
export type Datatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP16'
  | 'FP32'
  | 'FP64'
  | 'BYTES';

/**
 * The elements of a tensor, flat and in row-major order.
 *
 * BOOL is one byte of 0 or 1, FP16 the 16 bits of each half, BYTES text (both runtimes know text only, so bytes that are
 * not UTF-8 are refused when they are read).
 *
 * @public
 */
export type TensorData =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | readonly string[];

/**
 * Elements of a fixed size: everything but BYTES.
 *
 * @public
 */
export type NumericData = Exclude<TensorData, readonly string[]>;

/**
 * How many bytes one element takes in the binary representation; `undefined` for BYTES, whose elements differ in length.
 *
 * @public
 */
export const ELEMENT_BYTES: Readonly<Record<Datatype, number | undefined>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: undefined,
};

/**
 * Smallest and largest value of the integer types that a JavaScript number holds exactly.
 *
 * @public
 */
export const INTEGER_RANGE: Readonly<
  Partial<Record<Datatype, readonly [min: number, max: number]>>
> = {
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
};

/**
 * Smallest and largest value of the integer types that need a BigInt.
 *
 * @public
 */
export const BIG_INTEGER_RANGE: Readonly<
  Partial<Record<Datatype, readonly [min: bigint, max: bigint]>>
> = {
  UINT64: [0n, 18_446_744_073_709_551_615n],
  INT64: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};

/**
 * Whether a text names a datatype of the protocol (they are case-sensitive).
 *
 * @public
 */
export function isDatatype(text: unknown): text is Datatype {
  return typeof text === 'string' && Object.hasOwn(ELEMENT_BYTES, text);
}

/**
 * A zeroed array for `count` elements of a fixed-size datatype.
 *
 * @public
 */
export function allocate(
  datatype: Exclude<Datatype, 'BYTES'>,
  count: number,
): NumericData {
  return view(
    datatype,
    new ArrayBuffer(count * (ELEMENT_BYTES[datatype] ?? 0)),
  );
}

/**
 * The elements held by a whole buffer, without copying. The buffer's length must be a multiple of the element size.
 *
 * @public
 */
export function view(
  datatype: Exclude<Datatype, 'BYTES'>,
  buffer: ArrayBuffer,
): NumericData {
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(buffer);
    case 'UINT16':
    case 'FP16':
      return new Uint16Array(buffer);
    case 'UINT32':
      return new Uint32Array(buffer);
    case 'UINT64':
      return new BigUint64Array(buffer);
    case 'INT8':
      return new Int8Array(buffer);
    case 'INT16':
      return new Int16Array(buffer);
    case 'INT32':
      return new Int32Array(buffer);
    case 'INT64':
      return new BigInt64Array(buffer);
    case 'FP32':
      return new Float32Array(buffer);
    case 'FP64':
      return new Float64Array(buffer);
    default:
      throw new TypeError(`Unknown datatype ${String(datatype)}`);
  }
}
