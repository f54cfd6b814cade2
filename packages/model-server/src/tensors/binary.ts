import { invalid } from '../InferenceError';
import {
  ELEMENT_BYTES,
  view,
  type Datatype,
  type TensorData,
} from './datatypes';
import { elementCount, type Tensor } from './tensor';

const LENGTH_BYTES = 4;

/**
 * Reads the binary representation of a tensor: elements little-endian and without padding; a BYTES element is its length in
 * four bytes, then its bytes. The bytes are copied, so the result outlives the buffer and is aligned.
 *
 * All platforms that ONNX Runtime supports are little-endian, so elements are taken as they are.
 *
 * @throws InferenceError of kind `invalid` when the size does not fit, a BOOL is neither 0 nor 1, or a BYTES element is not UTF-8
 * @public
 */
export function decodeBinaryData(
  datatype: Datatype,
  shape: readonly number[],
  bytes: Uint8Array,
  subject: string,
): TensorData {
  const count = elementCount(shape);
  if (datatype === 'BYTES') {
    return decodeTexts(count, shape, bytes, subject);
  }
  const expected = count * (ELEMENT_BYTES[datatype] ?? 0);
  if (bytes.byteLength !== expected) {
    throw invalid(
      `${subject}: shape [${shape.join(
        ', ',
      )}] of ${datatype} needs ${expected} bytes, got ${bytes.byteLength}`,
    );
  }
  const copy = new ArrayBuffer(expected);
  new Uint8Array(copy).set(bytes);
  const data = view(datatype, copy);
  if (datatype === 'BOOL' && data.some(value => value > 1)) {
    throw invalid(`${subject}: a byte of BOOL data must be 0 or 1`);
  }
  return data;
}

function decodeTexts(
  count: number,
  shape: readonly number[],
  bytes: Uint8Array,
  subject: string,
): string[] {
  const reader = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  let offset = 0;
  while (offset < bytes.byteLength) {
    const start = offset + LENGTH_BYTES;
    const end =
      start <= bytes.byteLength
        ? start + reader.getUint32(offset, true)
        : Infinity;
    if (end > bytes.byteLength) {
      throw invalid(
        `${subject}: BYTES element ${texts.length} ends after the data`,
      );
    }
    texts.push(decodeText(decoder, bytes, start, end, texts.length, subject));
    offset = end;
  }
  if (texts.length !== count) {
    throw invalid(
      `${subject}: shape [${shape.join(
        ', ',
      )}] of BYTES needs ${count} elements, data has ${texts.length}`,
    );
  }
  return texts;
}

function decodeText(
  decoder: TextDecoder,
  bytes: Uint8Array,
  start: number,
  end: number,
  index: number,
  subject: string,
): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    throw invalid(`${subject}: BYTES element ${index} is not UTF-8 text`);
  }
}

/**
 * The binary representation of a tensor, see {@link decodeBinaryData}. Numeric tensors are not copied.
 *
 * @public
 */
export function encodeBinaryData(tensor: Tensor): Uint8Array {
  const { data } = tensor;
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  const texts = data.map(text => Buffer.from(text, 'utf8'));
  const size = texts.reduce((sum, text) => sum + LENGTH_BYTES + text.length, 0);
  const out = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const text of texts) {
    out.writeUInt32LE(text.length, offset);
    text.copy(out, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + text.length;
  }
  return out;
}
