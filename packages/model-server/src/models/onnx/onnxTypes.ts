import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Datatype } from '../../tensors';

const DATATYPES: Readonly<Partial<Record<OrtTensor.Type, Datatype>>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
};

const TYPES = new Map(
  Object.entries(DATATYPES).map(([type, datatype]) => [
    datatype,
    type as OrtTensor.Type,
  ]),
);

/**
 * The protocol's name of an ONNX Runtime element type; `undefined` for the 4-bit types, which it does not know.
 */
export function datatypeOf(type: OrtTensor.Type): Datatype | undefined {
  return DATATYPES[type];
}

/**
 * ONNX Runtime's name of a datatype.
 */
export function typeOf(datatype: Datatype): OrtTensor.Type {
  const type = TYPES.get(datatype);
  if (type === undefined) {
    throw new TypeError(`Unknown datatype ${datatype}`);
  }
  return type;
}
