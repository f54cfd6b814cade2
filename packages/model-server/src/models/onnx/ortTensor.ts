import type * as ort from 'onnxruntime-node';
import type { Tensor, TensorData } from '../../tensors';
import { datatypeOf, typeOf } from './onnxTypes';

/**
 * A tensor as ONNX Runtime takes it, sharing its elements.
 */
export function toOrtTensor(runtime: typeof ort, tensor: Tensor): ort.Tensor {
  const type = typeOf(tensor.datatype);
  if (type === 'float16' && tensor.data instanceof Uint16Array) {
    return toHalfTensor(runtime, tensor.data, tensor.shape);
  }
  return new runtime.Tensor(
    type,
    tensor.data as ort.Tensor.DataTypeMap[typeof type],
    tensor.shape,
  );
}

/**
 * Where the engine has Float16Array (Node 24), the Tensor class insists on one but the native side (1.30.0) reads none out of
 * it; it does read 16-bit integers. So the class gets the one and the native side is shown the other.
 */
function toHalfTensor(
  runtime: typeof ort,
  bits: Uint16Array,
  shape: readonly number[],
): ort.Tensor {
  const Half: (new (buffer: ArrayBufferLike) => unknown) | undefined =
    Reflect.get(globalThis, 'Float16Array');
  const elements = Half === undefined ? bits : new Half(bits.slice().buffer);
  const tensor = new runtime.Tensor('float16', elements as Uint16Array, shape);
  if (Half !== undefined) {
    Object.defineProperty(tensor, 'data', { value: bits });
  }
  return tensor;
}

/**
 * A result of ONNX Runtime under the protocol's names, sharing its elements.
 *
 * @throws Error when the result is not a tensor of a known type (the declaration said it would be)
 */
export function fromOrtTensor(name: string, result: ort.OnnxValue): Tensor {
  const datatype = datatypeOf(result.type);
  if (datatype === undefined) {
    throw new Error(`output '${name}' has the type ${result.type}`);
  }
  return {
    name,
    datatype,
    shape: result.dims,
    data:
      datatype === 'FP16' ? halfBits(result.data) : (result.data as TensorData),
  };
}

function halfBits(data: ort.Tensor.DataType): TensorData {
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError('half precision elements must be in a typed array');
  }
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
