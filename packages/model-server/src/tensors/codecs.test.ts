import fc from 'fast-check';
import { InferenceError } from '../InferenceError';
import { decodeBinaryData, encodeBinaryData } from './binary';
import {
  BIG_INTEGER_RANGE,
  INTEGER_RANGE,
  type Datatype,
  type TensorData,
} from './datatypes';
import { decodeJsonData } from './decodeJson';
import { encodeJsonData, encodeJsonRows } from './encodeJson';
import { parseJson } from './parseJson';
import { elementCount, type Tensor } from './tensor';

const DATATYPES: Datatype[] = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP32',
  'FP64',
  'BYTES',
];

const anyShape = fc.array(fc.nat({ max: 3 }), { maxLength: 3 });

function anyData(datatype: Datatype, count: number): fc.Arbitrary<TensorData> {
  const size = { minLength: count, maxLength: count };
  const [min, max] = INTEGER_RANGE[datatype] ?? [0, 1];
  const [bigMin, bigMax] = BIG_INTEGER_RANGE[datatype] ?? [0n, 0n];
  const integers = () => fc.array(fc.integer({ min, max }), size);
  const bigIntegers = () =>
    fc.array(fc.bigInt({ min: bigMin, max: bigMax }), size);
  switch (datatype) {
    case 'BYTES':
      return fc.array(fc.string({ unit: 'binary' }), size);
    case 'FP32':
      return fc
        .array(fc.float({ noNaN: true, noDefaultInfinity: true }), size)
        .map(values => Float32Array.from(values));
    case 'FP64':
      return fc
        .array(fc.double({ noNaN: true, noDefaultInfinity: true }), size)
        .map(values => Float64Array.from(values));
    case 'INT64':
      return bigIntegers().map(values => BigInt64Array.from(values));
    case 'UINT64':
      return bigIntegers().map(values => BigUint64Array.from(values));
    case 'INT8':
      return integers().map(values => Int8Array.from(values));
    case 'INT16':
      return integers().map(values => Int16Array.from(values));
    case 'INT32':
      return integers().map(values => Int32Array.from(values));
    case 'UINT16':
      return integers().map(values => Uint16Array.from(values));
    case 'UINT32':
      return integers().map(values => Uint32Array.from(values));
    default:
      return integers().map(values => Uint8Array.from(values));
  }
}

const anyTensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...DATATYPES), anyShape)
  .chain(([datatype, shape]) =>
    anyData(datatype, elementCount(shape)).map(data => ({
      name: 'x',
      datatype,
      shape,
      data,
    })),
  );

const OPTIONS = { subject: 'x', acceptsMissing: false };

/** Bit by bit, so that −0 is not taken for 0. */
function isSame(a: TensorData, b: TensorData): boolean {
  return (
    a.length === b.length &&
    Array.from(a as ArrayLike<unknown>).every((value, i) =>
      Object.is(value, b[i]),
    )
  );
}

/** Throws with the smallest counterexample when the tensors that come back differ from those that went in. */
function assertReturns(
  tensors: fc.Arbitrary<Tensor>,
  travel: (tensor: Tensor) => TensorData,
): true {
  fc.assert(
    fc.property(tensors, tensor => isSame(travel(tensor), tensor.data)),
  );
  return true;
}

it('JSON gives every tensor back as it was', () => {
  const travel = (tensor: Tensor) => {
    const json = parseJson(encodeJsonData(tensor), true);
    return decodeJsonData(tensor.datatype, tensor.shape, json, OPTIONS);
  };
  expect(assertReturns(anyTensor, travel)).toBe(true);
});

it('rows of JSON are the same tensor, nested', () => {
  const batched = anyTensor.filter(
    ({ shape }) => shape.length > 0 && !shape.includes(0),
  );
  const travel = (tensor: Tensor) => {
    const json = parseJson(`[${encodeJsonRows(tensor).join(',')}]`, true);
    return decodeJsonData(tensor.datatype, tensor.shape, json, OPTIONS);
  };
  expect(assertReturns(batched, travel)).toBe(true);
});

it('binary data gives every tensor back as it was', () => {
  const travel = (tensor: Tensor) => {
    const bytes = encodeBinaryData(tensor);
    return decodeBinaryData(tensor.datatype, tensor.shape, bytes, 'x');
  };
  expect(assertReturns(anyTensor, travel)).toBe(true);
});

/** How many elements bytes were read as, or that they were refused; anything else fails the test. */
function readOrRefuse(
  datatype: Datatype,
  shape: readonly number[],
  bytes: Uint8Array,
): number | 'refused' {
  try {
    return decodeBinaryData(datatype, shape, bytes, 'x').length;
  } catch (error) {
    if (error instanceof InferenceError) {
      return 'refused';
    }
    throw error;
  }
}

it('no bytes make the binary reader do anything but answer or refuse', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DATATYPES),
      anyShape,
      fc.uint8Array({ maxLength: 64 }),
      (datatype, shape, bytes) => {
        const outcome = readOrRefuse(datatype, shape, bytes);
        expect([elementCount(shape), 'refused']).toContain(outcome);
      },
    ),
  );
});
