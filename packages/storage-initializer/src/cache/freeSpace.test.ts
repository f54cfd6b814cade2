import { diskFullError, inWords } from './freeSpace';

describe('inWords', () => {
  it.each`
    bytes            | text
    ${0}             | ${'0 bytes'}
    ${1024 ** 2 - 1} | ${'1048575 bytes'}
    ${1024 ** 2}     | ${'1.0 MiB'}
    ${27.5e9}        | ${'26226.0 MiB'}
  `('$bytes are $text', ({ bytes, text }) => {
    expect(inWords(bytes)).toBe(text);
  });
});

describe('diskFullError', () => {
  it('names the model, what it needs, what there is, and the ways out', () => {
    expect(
      diskFullError('s3://models/large', 'the disk', 3 * 1024 ** 2, 7).message,
    ).toBe(
      's3://models/large needs 3.0 MiB, the disk has 7 bytes free. Free space, raise the limit, or use a smaller model.',
    );
  });
});
