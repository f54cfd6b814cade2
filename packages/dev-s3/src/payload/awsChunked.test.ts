import fc from 'fast-check';
import { ChunkSigner, sha256, signingKey } from '../auth/signature';
import { decodeAwsChunked } from './awsChunked';

const scope = { date: '20250101', region: 'us-east-1' };

function signer(secret = 'secret'): ChunkSigner {
  const key = signingKey(secret, scope);
  return new ChunkSigner(key, '20250101T000000Z', scope, 'seed');
}

async function* pieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) {
    yield body.subarray(at, at + size);
  }
}

async function decode(body: string | Buffer, by?: ChunkSigner, size = 7) {
  const data: Buffer[] = [];
  let trailer: ReadonlyMap<string, string> = new Map();
  const decoded = decodeAwsChunked(pieces(Buffer.from(body), size), {
    signer: by,
    onTrailer: lines => {
      trailer = lines;
    },
  });
  for await (const piece of decoded) data.push(piece);
  return {
    data: Buffer.concat(data).toString(),
    trailer: Object.fromEntries(trailer),
  };
}

/** A body as a client that signs every chunk sends it. */
function signed(chunks: readonly string[], trailer?: string): string {
  const by = signer();
  const framed = [...chunks, ''].map(chunk => {
    const signature = by.chunk(sha256(chunk));
    const head = `${chunk.length.toString(16)};chunk-signature=${signature}`;
    return `${head}\r\n${chunk}${chunk === '' ? '' : '\r\n'}`;
  });
  const end = trailer
    ? `${trailer}\r\nx-amz-trailer-signature:${by.trailer(`${trailer}\n`)}\r\n`
    : '';
  return `${framed.join('')}${end}\r\n`;
}

describe('decodeAwsChunked', () => {
  it('takes off the framing and tells the trailer', async () => {
    await expect(
      decode('5\r\nhello\r\n1\r\n!\r\n0\r\nX-Amz-Checksum-CRC32: AAAA\r\n\r\n'),
    ).resolves.toEqual({
      data: 'hello!',
      trailer: { 'x-amz-checksum-crc32': 'AAAA' },
    });
  });

  it('is the same however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, unit: 'grapheme-ascii' })),
        fc.integer({ min: 1, max: 50 }),
        async (chunks, size) => {
          const body = [...chunks, '']
            .map(chunk => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
            .join('');
          const { data } = await decode(body, undefined, size);
          expect(data).toBe(chunks.join(''));
        },
      ),
    );
  });

  it('verifies the signature of every chunk and of the trailer', async () => {
    const body = signed(['hello', ' world'], 'x-amz-checksum-crc32:AAAA');
    await expect(decode(body, signer())).resolves.toMatchObject({
      data: 'hello world',
      trailer: { 'x-amz-checksum-crc32': 'AAAA' },
    });
  });

  it.each`
    wrong                        | change
    ${'a changed chunk'}         | ${(body: string) => body.replace('world', 'w0rld')}
    ${'a changed trailer'}       | ${(body: string) => body.replace('AAAA', 'BBBB')}
    ${'no signature'}            | ${(body: string) => body.replace(/;chunk-signature=\w+/, '')}
    ${'no trailer signature'}    | ${(body: string) => body.replace(/x-amz-trailer-signature:\w+\r\n/, '')}
    ${'a chunk that is missing'} | ${(body: string) => body.replace(/^5;.*\r\nhello\r\n/, '')}
  `('refuses $wrong', async ({ change }) => {
    const body = signed(['hello', ' world'], 'x-amz-checksum-crc32:AAAA');
    await expect(decode(change(body), signer())).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  it.each`
    body                         | code
    ${'5\r\nhel'}                | ${'IncompleteBody'}
    ${'5\r\nhello\r\n'}          | ${'IncompleteBody'}
    ${'5'}                       | ${'IncompleteBody'}
    ${'hello\r\n'}               | ${'InvalidRequest'}
    ${'2\r\nhello\r\n0\r\n\r\n'} | ${'InvalidRequest'}
    ${'a'.repeat(10_000)}        | ${'InvalidRequest'}
  `('answers $body with $code', async ({ body, code }) => {
    await expect(decode(body)).rejects.toMatchObject({ code });
  });
});
