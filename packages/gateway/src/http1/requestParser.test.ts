import { ProtocolError } from '../framing';
import { noBody, unknownLength } from '../inbound';
import { RequestHead } from './requestHead';
import { RequestParser } from './requestParser';

const maxHeadBytes = 1_024;

interface Parsed {
  readonly heads: RequestHead[];
  readonly bodies: string[];
  readonly trailers: (readonly string[])[];
  /** Bytes that belong to no request. */
  rest: string;
}

/** Reads requests one after the other; throws what the parser throws. */
function parse(pieces: readonly Buffer[]): Parsed {
  const parsed: Parsed = { heads: [], bodies: [], trailers: [], rest: '' };
  const parser = RequestParser.create(maxHeadBytes, chunk => {
    parsed.bodies[parsed.bodies.length - 1] += chunk.toString('latin1');
  });
  for (const piece of pieces) {
    let position = 0;
    while (position < piece.length) {
      if (parser.isBodyComplete) {
        const found = parser.readHead(piece, position);
        if (!found) break;
        parsed.heads.push(found.head);
        parsed.bodies.push('');
        position = found.end;
      } else {
        position = parser.readBody(piece, position);
      }
      if (parser.isBodyComplete) parsed.trailers.push(parser.trailers);
    }
  }
  return parsed;
}

const parseText = (text: string) => parse([Buffer.from(text, 'latin1')]);
const get = 'GET / HTTP/1.1\r\nHost: a\r\n';

describe('RequestParser', () => {
  it.each`
    kind                          | text                                                                 | head                                                   | body
    ${'no body'}                  | ${`${get}\r\n`}                                                      | ${{ bodyLength: noBody, isPersistent: true }}          | ${''}
    ${'a length'}                 | ${`${get}Content-Length: 3\r\n\r\nabc`}                              | ${{ bodyLength: 3 }}                                   | ${'abc'}
    ${'an empty body'}            | ${`${get}Content-Length: 0\r\n\r\n`}                                 | ${{ bodyLength: 0 }}                                   | ${''}
    ${'chunks'}                   | ${`${get}Transfer-Encoding: Chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n`} | ${{ bodyLength: unknownLength }}                       | ${'x'}
    ${'one empty line before it'} | ${`\r\n${get}\r\n`}                                                  | ${{ method: 'GET' }}                                   | ${''}
    ${'HTTP/1.0'}                 | ${'GET / HTTP/1.0\r\n\r\n'}                                          | ${{ version: '1.0', isPersistent: false }}             | ${''}
    ${'HTTP/1.0 that stays'}      | ${'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n'}                | ${{ isPersistent: true }}                              | ${''}
    ${'close'}                    | ${`${get}Connection: x, Close\r\n\r\n`}                              | ${{ isPersistent: false }}                             | ${''}
    ${'an expectation'}           | ${`${get}Expect: 100-Continue\r\nContent-Length: 1\r\n\r\nx`}        | ${{ expectsContinue: true }}                           | ${'x'}
    ${'an absolute target'}       | ${'GET http://b/c?d HTTP/1.1\r\nHost: a\r\n\r\n'}                    | ${{ target: 'http://b/c?d' }}                          | ${''}
    ${'the asterisk'}             | ${'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'}                           | ${{ target: '*' }}                                     | ${''}
    ${'latin1 and padding'}       | ${`${get}X: \t caf\xe9 \t\r\nY:\r\n\r\n`}                            | ${{ headers: ['Host', 'a', 'X', 'caf\xe9', 'Y', ''] }} | ${''}
  `('reads $kind, however it is cut', ({ text, head, body }) => {
    const message = Buffer.from(text, 'latin1');
    const whole = parse([message]);
    expect(whole.heads).toEqual([expect.objectContaining(head)]);
    expect(whole.bodies).toEqual([body]);
    for (let i = 1; i < message.length; i++)
      expect(parse([message.subarray(0, i), message.subarray(i)])).toEqual(
        whole,
      );
    expect(parse(Array.from(message, byte => Buffer.from([byte])))).toEqual(
      whole,
    );
  });

  it('reads one request after the other, with their trailers', () => {
    const coded = `${get}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: 1\r\n\r\n`;
    const sized = `${get}Content-Length: 1\r\n\r\nc`;
    const { bodies, trailers } = parseText(coded + sized + coded);
    expect(bodies).toEqual(['ab', 'c', 'ab']);
    expect(trailers).toEqual([['X', '1'], [], ['X', '1']]);
  });

  it.each([
    ['another protocol', '\x16\x03\x01\x02\0\x01'],
    ['a method that is none', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two spaces', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an authority', 'GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a fragment', 'GET /#a HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a control in the target', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['HTTP/0.9', 'GET /\r\n\r\n'],
    ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n\r\n'],
    ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', `${get}Host: a\r\n\r\n`],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
    ['a folded header', `${get}X: a\r\n b\r\n\r\n`],
    ['a folded first header', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'],
    ['a space before a colon', `${get}X : a\r\n\r\n`],
    ['a header without a name', `${get}: a\r\n\r\n`],
    ['a header without a colon', `${get}X\r\n\r\n`],
    ['a bare LF', `${get}X: a\nY: b\r\n\r\n`],
    ['a bare CR', `${get}X: a\rb\r\n\r\n`],
    ['a NUL', `${get}X: a\0\r\n\r\n`],
    ['two lengths', `${get}Content-Length: 1\r\nContent-Length: 1\r\n\r\nx`],
    ['a list of lengths', `${get}Content-Length: 1, 1\r\n\r\nx`],
    ['a signed length', `${get}Content-Length: +1\r\n\r\nx`],
    ['an empty length', `${get}Content-Length:\r\n\r\n`],
    [
      'a length beyond counting',
      `${get}Content-Length: 9007199254740993\r\n\r\n`,
    ],
    [
      'a length and chunks',
      `${get}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'two codings',
      `${get}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['chunked twice', `${get}Transfer-Encoding: chunked, chunked\r\n\r\n`],
    ['another coding', `${get}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    ['a tab after the coding', `${get}Transfer-Encoding: chunked\t\r\n\r\n`],
    [
      'chunks in HTTP/1.0',
      'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a size that is none', `${get}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
    [
      'a size of 14 digits',
      `${get}Transfer-Encoding: chunked\r\n\r\n00000000000001\r\nx\r\n`,
    ],
    ['a size in C', `${get}Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n`],
    ['a chunk too long', `${get}Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n`],
    [
      'a length as trailer',
      `${get}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n`,
    ],
    [
      'extensions without end',
      `${get}Transfer-Encoding: chunked\r\n\r\n${'1;x=yyyyyyyy\r\nx\r\n'.repeat(
        120,
      )}`,
    ],
    ['headers without end', `${get}X: ${'x'.repeat(maxHeadBytes)}\r\n\r\n`],
    ['several empty lines', `\r\n\r\n${get}\r\n`],
  ])('refuses %s, however it is cut', (_kind, text) => {
    const message = Buffer.from(text, 'latin1');
    expect(() => parse([message])).toThrow(ProtocolError);
    expect(() =>
      parse(Array.from(message, byte => Buffer.from([byte]))),
    ).toThrow(ProtocolError);
  });
});
