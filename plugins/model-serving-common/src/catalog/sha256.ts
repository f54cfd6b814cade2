const PRIMES = Array.from({ length: 310 }, (_, i) => i + 2).filter(n =>
  Array.from({ length: n - 2 }, (_, i) => i + 2).every(d => n % d !== 0),
);
/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const INITIAL = PRIMES.slice(0, 8).map(p => ((Math.sqrt(p) % 1) * 2 ** 32) | 0);
/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND = PRIMES.slice(0, 64).map(p => ((Math.cbrt(p) % 1) * 2 ** 32) | 0);

/**
 * SHA-256 of a text (UTF-8), as 64 hex digits. FIPS 180-4.
 *
 * Own code because entity names are computed in the browser and in Node, at once: Web Crypto answers with a promise and
 * only in a secure context, Node's module does not exist in a browser.
 */
export function sha256(text: string): string {
  const message = padded(utf8(text));
  const view = new DataView(message.buffer);
  const state = [...INITIAL];
  const w = new Int32Array(64);
  for (let offset = 0; offset < message.length; offset += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(offset + i * 4);
    for (let i = 16; i < 64; i++) {
      const s0 =
        rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 =
        rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    compress(state, w);
  }
  return state.map(word => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(state: number[], w: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[i] = (state[i] + value) | 0;
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function padded(bytes: readonly number[]): Uint8Array {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const bits = bytes.length * 8;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(bits / 2 ** 32));
  view.setUint32(message.length - 4, bits >>> 0);
  return message;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    } else {
      bytes.push(
        0xf0 | (point >> 18),
        tail(point >> 12),
        tail(point >> 6),
        tail(point),
      );
    }
  }
  return bytes;
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
