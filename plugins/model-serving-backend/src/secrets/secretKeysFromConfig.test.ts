import { ConfigReader } from '@backstage/config';
import { secretKeysFromConfig } from './secretKeysFromConfig';

const good = Buffer.alloc(32, 7).toString('base64');
const read = (secretKeys?: unknown) =>
  secretKeysFromConfig(
    new ConfigReader({ modelServing: { secretKeys } } as never),
  );

describe('secretKeysFromConfig', () => {
  it('reads keys in order', () => {
    expect(
      read([
        { id: 'new', key: good },
        { id: 'old', key: good },
      ]),
    ).toEqual([
      { id: 'new', key: Buffer.alloc(32, 7) },
      { id: 'old', key: Buffer.alloc(32, 7) },
    ]);
  });

  it.each([
    [
      'nothing is configured',
      undefined,
      /modelServing\.secretKeys is not configured.*node -p/,
    ],
    ['the list is empty', [], /modelServing\.secretKeys is not configured/],
    [
      'a key is short',
      [{ id: 'a', key: 'c2hvcnQ=' }],
      /modelServing\.secretKeys\[0\]\.key holds 5 bytes/,
    ],
    [
      'an id is used twice',
      [
        { id: 'a', key: good },
        { id: 'a', key: good },
      ],
      /modelServing\.secretKeys\[1\]\.id/,
    ],
    ['an id is missing', [{ key: good }], /id/],
  ])('says what to do when %s', (_, keys, message) => {
    expect(() => read(keys)).toThrow(message);
  });

  it('never repeats a key', () => {
    const secret = Buffer.from('a-secret-of-31-bytes-length-abc').toString(
      'base64',
    );
    expect(() => read([{ id: 'a', key: secret }])).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
  });
});
