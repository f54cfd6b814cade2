import http from 'node:http';
import net, { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { answers, cut, mutations } from '../../__testUtils__/responseBytes';
import { ProtocolError } from '../../framing';
import { ResponseHead } from './responseHead';
import { ResponseParser } from './responseParser';

/** What a client makes of the bytes of a connection. */
type Answer =
  | {
      readonly status: number;
      readonly headers: readonly string[];
      readonly body: string;
      readonly trailers: readonly string[];
    }
  | 'refused';

/** Our parser, fed with the bytes cut into pieces. */
function parseNative(method: string, pieces: readonly Buffer[]): Answer {
  let head: ResponseHead | undefined;
  let trailers: readonly string[] | undefined;
  const body: Buffer[] = [];
  const parser = ResponseParser.create({
    onHead: found => {
      head = found;
    },
    onBody: chunk => body.push(chunk),
    onComplete: found => {
      trailers = found;
    },
  });
  parser.start(method === 'HEAD');
  try {
    for (const piece of pieces)
      if (parser.execute(piece) < piece.length) return 'refused';
    if (!trailers) parser.finish();
  } catch (error) {
    if (error instanceof ProtocolError) return 'refused';
    throw error;
  }
  if (!head || !trailers) return 'refused';
  const { status, headers } = head;
  return {
    status,
    headers,
    body: Buffer.concat(body).toString('latin1'),
    trailers,
  };
}

describe('the native response parser', () => {
  let server: net.Server;
  let bytes: Buffer;

  beforeAll(async () => {
    server = net.createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(bytes));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(async () => {
    await new Promise(resolve => server.close(resolve));
  });

  /** The reference: Node's own client over a real socket. */
  function parseWithNode(method: string, message: Buffer): Promise<Answer> {
    bytes = message;
    return new Promise(resolve => {
      const { port } = server.address() as AddressInfo;
      const request = http.request({ port, method, agent: false });
      request.on('response', response => {
        const body: Buffer[] = [];
        response.on('data', chunk => body.push(chunk));
        response.on('error', () => resolve('refused'));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.rawHeaders,
            body: Buffer.concat(body).toString('latin1'),
            trailers: response.rawTrailers,
          }),
        );
      });
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve('refused');
      });
      request.on('error', () => resolve('refused'));
      request.end();
    });
  }

  const corpus: readonly (readonly [string, string, string])[] = [
    ['a length', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['no body', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['no reason', 'GET', 'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx'],
    ['an empty reason', 'GET', 'HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx'],
    [
      'chunks',
      'GET',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n',
    ],
    [
      'chunk extensions',
      'GET',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b;c="d e"\r\nhello\r\n0;x\r\n\r\n',
    ],
    [
      'hexadecimal sizes',
      'GET',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1A\r\n${'x'.repeat(
        26,
      )}\r\n00b\r\n${'y'.repeat(11)}\r\n000\r\n\r\n`,
    ],
    [
      'trailers',
      'GET',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum:  abc \r\nX-Two: 2\r\n\r\n',
    ],
    [
      'the end of the connection',
      'GET',
      'HTTP/1.1 200 OK\r\nX: y\r\n\r\nuntil close',
    ],
    ['an empty body until close', 'GET', 'HTTP/1.0 200 OK\r\n\r\n'],
    [
      'HTTP/1.0',
      'GET',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok',
    ],
    [
      'HEAD with a length',
      'HEAD',
      'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n',
    ],
    [
      'HEAD with chunks announced',
      'HEAD',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['204', 'GET', 'HTTP/1.1 204 No Content\r\nX: y\r\n\r\n'],
    [
      '304 with a length',
      'GET',
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: "a"\r\n\r\n',
    ],
    [
      '100 first',
      'GET',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    ],
    [
      'several interim answers',
      'GET',
      'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    ],
    [
      'empty and padded values',
      'GET',
      'HTTP/1.1 200 OK\r\nA:\r\nB: \t \r\nC:x\r\nD: a b\t \r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'latin1 values',
      'GET',
      'HTTP/1.1 200 \xe9t\xe9\r\nX: caf\xe9\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'repeated headers',
      'GET',
      'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 0\r\n\r\n',
    ],
  ];

  it.each(corpus)(
    'reads %s like Node, however it is cut',
    async (_, method, text) => {
      const message = Buffer.from(text, 'latin1');
      const expected = await parseWithNode(method, message);
      expect(expected).not.toBe('refused');
      expect(parseNative(method, [message])).toEqual(expected);
      for (let i = 1; i < message.length; i++)
        expect(
          parseNative(method, [message.subarray(0, i), message.subarray(i)]),
        ).toEqual(expected);
      const single = Array.from(message, byte => Buffer.from([byte]));
      expect(parseNative(method, single)).toEqual(expected);
    },
  );

  it.each([
    ['garbage', 'hello\r\n\r\n'],
    ['a request', 'GET / HTTP/1.1\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'chunks and a length',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx',
    ],
    ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx'],
    ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nx'],
    ['a list as length', 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx'],
    [
      'a folded header',
      'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a space before the colon',
      'HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a header without a colon',
      'HTTP/1.1 200 OK\r\nX\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a bare LF between headers',
      'HTTP/1.1 200 OK\r\nX: a\nY: b\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a bare CR in a value',
      'HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a NUL in a value',
      'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n',
    ],
    ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort'],
    ['a head cut short', 'HTTP/1.1 200 OK\r\nContent-Le'],
    [
      'a chunk without size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nx',
    ],
    [
      'a chunk size that is no number',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    ],
    [
      'a chunk size beyond all bounds',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n',
    ],
    [
      'a chunk longer than its size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n',
    ],
    [
      'a chunk line without CR',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n',
    ],
    [
      'an interim answer in HTTP/1.0',
      'HTTP/1.0 103 E\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'an interim answer that closes',
      'HTTP/1.1 103 E\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a length among the trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n',
    ],
    [
      'chunks cut short',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n',
    ],
    [
      'headers beyond 16 KiB',
      `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
    ],
  ])('refuses %s, as Node does', async (_, text) => {
    const message = Buffer.from(text, 'latin1');
    expect(parseNative('GET', [message])).toBe('refused');
    expect(
      parseNative(
        'GET',
        Array.from(message, byte => Buffer.from([byte])),
      ),
    ).toBe('refused');
    expect(await parseWithNode('GET', message)).toBe('refused');
  });

  it.each([
    ['another protocol', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    [
      'another coding before chunked',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'chunks in HTTP/1.0',
      'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a tab after the coding',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n',
    ],
    [
      'a coding among the trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    [
      'an endless chunk extension',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(
        17_000,
      )}\r\nx\r\n0\r\n\r\n`,
    ],
    [
      'endless trailers',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'x'.repeat(
        17_000,
      )}\r\n\r\n`,
    ],
  ])('refuses %s, whatever Node does', (_, text) => {
    expect(parseNative('GET', [Buffer.from(text, 'latin1')])).toBe('refused');
  });

  it('reads any well-formed answer like Node, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        answers,
        fc.array(fc.nat(), { maxLength: 8 }),
        async ({ method, text }, cuts) => {
          const message = Buffer.from(text, 'latin1');
          const expected = await parseWithNode(method, message);
          expect(expected).not.toBe('refused');
          expect(parseNative(method, cut(message, cuts))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  }, 300_000);

  it('accepts nothing that Node refuses or reads differently', async () => {
    await fc.assert(
      fc.asyncProperty(
        answers,
        fc.array(fc.tuple(fc.nat(), mutations), { minLength: 1, maxLength: 3 }),
        async ({ method, text }, changes) => {
          const changed = changes.reduce((current, [at, mutate]) => {
            const position = at % (current.length + 1);
            return current.slice(0, position) + mutate(current.slice(position));
          }, text);
          const message = Buffer.from(changed, 'latin1');
          const ours = parseNative(method, [message]);
          const theirs =
            ours === 'refused' ? ours : await parseWithNode(method, message);
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 8_000 },
    );
  }, 300_000);
});
