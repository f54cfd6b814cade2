import { invalid } from '../InferenceError';
import { elementCount, type Tensor } from './tensor';

/**
 * The elements of a tensor as a flat JSON array.
 *
 * 64-bit integers are written in full. JSON has no NaN and no infinities: they become `null`, binary data keeps them.
 *
 * @throws InferenceError of kind `invalid` for FP16, which has no JSON form
 * @public
 */
export function encodeJsonData(tensor: Tensor): string {
  return `[${encodeJsonRange(tensor, 0, tensor.data.length)}]`;
}

/**
 * Rows `0 … shape[0]` of a tensor as JSON texts, nested as the remaining shape says.
 *
 * @throws InferenceError of kind `invalid` for FP16, which has no JSON form
 * @public
 */
export function encodeJsonRows(tensor: Tensor): string[] {
  const [count, ...rowShape] = tensor.shape;
  const size = elementCount(rowShape);
  const rows: string[] = [];
  for (let row = 0; row < count; row++) {
    rows.push(encodeNested(tensor, rowShape, 0, row * size));
  }
  return rows;
}

function encodeNested(
  tensor: Tensor,
  shape: readonly number[],
  depth: number,
  offset: number,
): string {
  if (depth === shape.length) {
    return encodeJsonRange(tensor, offset, offset + 1);
  }
  const size = elementCount(shape.slice(depth + 1));
  if (depth === shape.length - 1) {
    return `[${encodeJsonRange(tensor, offset, offset + shape[depth])}]`;
  }
  const parts: string[] = [];
  for (let i = 0; i < shape[depth]; i++) {
    parts.push(encodeNested(tensor, shape, depth + 1, offset + i * size));
  }
  return `[${parts.join(',')}]`;
}

function encodeJsonRange(tensor: Tensor, from: number, to: number): string {
  const { data, datatype } = tensor;
  switch (datatype) {
    case 'FP16':
      throw invalid(
        `output '${tensor.name}' is FP16, which has no JSON form; ask for it as binary data (binary_data)`,
      );
    case 'BYTES':
      return JSON.stringify(data.slice(from, to)).slice(1, -1);
    case 'BOOL':
      return Array.from(tensor.data.slice(from, to) as Uint8Array, value =>
        value === 1 ? 'true' : 'false',
      ).join(',');
    default: {
      let text = '';
      for (let i = from; i < to; i++) {
        const value = data[i];
        text += i === from ? jsonNumber(value) : `,${jsonNumber(value)}`;
      }
      return text;
    }
  }
}

function jsonNumber(value: number | bigint | string): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      return 'null';
    }
    // String(-0) is "0"; JSON can say −0, so nothing is lost.
    return Object.is(value, -0) ? '-0' : String(value);
  }
  return String(value);
}
