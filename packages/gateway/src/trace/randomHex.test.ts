import { RandomHex } from './randomHex';

describe('RandomHex', () => {
  it('gives no digit twice', () => {
    let pools = 0;
    const hex = new RandomHex(bytes => Buffer.alloc(bytes, ++pools));
    const taken = Array.from({ length: 300 }, () => hex.take(32));
    // 4096 bytes are 256 times 32 digits.
    expect(pools).toBe(2);
    expect(new Set(taken)).toEqual(new Set(['01'.repeat(16), '02'.repeat(16)]));
  });

  it('never gives zeros alone', () => {
    let pools = 0;
    const hex = new RandomHex(bytes => Buffer.alloc(bytes, pools++));
    expect(hex.take(16)).toBe('01'.repeat(8));
  });
});
