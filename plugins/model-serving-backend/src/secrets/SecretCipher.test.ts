import { randomBytes } from 'node:crypto';
import { SecretCipher } from './SecretCipher';

const key = (id: string) => ({ id, key: randomBytes(32) });

describe('SecretCipher', () => {
  it('opens what it sealed, and never seals alike twice', () => {
    const cipher = SecretCipher.create([key('a')]);
    const [one, two] = [cipher.seal('ä\0', 'uid'), cipher.seal('ä\0', 'uid')];
    expect(one.keyId).toBe('a');
    expect(one.ciphertext).not.toBe(two.ciphertext);
    expect(cipher.open(one, 'uid')).toBe('ä\0');
  });

  it('seals with the first key, opens with all', () => {
    const [a, b] = [key('a'), key('b')];
    const old = SecretCipher.create([a]).seal('x', 'uid');
    const both = SecretCipher.create([b, a]);
    expect(both.open(old, 'uid')).toBe('x');
    expect(both.seal('x', 'uid').keyId).toBe('b');
  });

  it('refuses a text that was moved, changed, cut, or needs another key, without showing any of it', () => {
    const cipher = SecretCipher.create([key('a')]);
    const sealed = cipher.seal('top-secret', 'uid');
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    bytes[14] += 1;
    expect(() => cipher.open(sealed, 'other')).toThrow(/do not open/);
    expect(() =>
      cipher.open({ ...sealed, ciphertext: bytes.toString('base64') }, 'uid'),
    ).toThrow(/do not open/);
    expect(() => cipher.open({ ...sealed, ciphertext: 'AAAA' }, 'uid')).toThrow(
      /cut off/,
    );
    expect(() => cipher.open({ ...sealed, keyId: 'gone' }, 'uid')).toThrow(
      /'gone'.*secretKeys/,
    );
    expect(() => SecretCipher.create([key('a')]).open(sealed, 'uid')).toThrow(
      /do not open/,
    );
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'a', key: Buffer.alloc(16) }]],
    ['an id twice', [key('a'), key('a')]],
  ])('cannot be made with %s', (_, keys) => {
    expect(() => SecretCipher.create(keys)).toThrow();
  });
});
