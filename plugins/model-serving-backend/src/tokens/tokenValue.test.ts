import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newTokenValue } from './tokenValue';

describe('newTokenValue', () => {
  it('is a prefix, 256 bits and a checksum that scanners can check', () => {
    const { value, start } = newTokenValue(randomBytes);
    expect(value).toMatch(/^greenroom_[0-9A-Za-z]{49}$/);
    expect(start).toBe(value.slice(0, 14));
    const digits =
      '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const check = [...value.slice(-6)].reduce(
      (sum, digit) => sum * 62 + digits.indexOf(digit),
      0,
    );
    expect(check).toBe(crc32(value.slice(10, -6)));
  });

  it.each([0x00, 0x01, 0xff])('holds all bits, of bytes %d too', byte => {
    const value = newTokenValue(count => Buffer.alloc(count, byte));
    expect(value.value).toHaveLength(59);
    expect(value.hash).toBe(
      createHash('sha256').update(value.value).digest('base64'),
    );
  });

  it('is another one each time', () => {
    const values = Array.from(
      { length: 1_000 },
      () => newTokenValue(randomBytes).value,
    );
    expect(new Set(values).size).toBe(1_000);
  });
});
