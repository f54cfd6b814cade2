/** A number in [0, 1) that is determined by the seed and by how many were drawn before. */
export type Draw = () => number;

/** What a client sends, in the pieces in which it arrives. */
export interface RequestCase {
  readonly text: string;
  readonly pieces: readonly Buffer[];
}

/** Mulberry32: enough to be varied, and the same everywhere. */
export function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The case of a seed: one request or some, valid or nearly so, sometimes damaged, cut anywhere. A request often comes
 * again: a connection knows its last head by its bytes.
 */
export function requestCase(seed: number): RequestCase {
  const draw = drawsOf(seed);
  let last = request(draw);
  let text = last;
  while (draw() < 0.4) {
    if (draw() < 0.5) last = request(draw);
    text += last;
  }
  while (draw() < 0.25) text = damage(text, draw);
  return { text, pieces: cut(Buffer.from(text, 'latin1'), draw) };
}

function pick<T>(draw: Draw, from: readonly T[]): T {
  return from[Math.floor(draw() * from.length)];
}

/** Mostly the first. */
function usually<T>(draw: Draw, first: T, others: readonly T[]): T {
  return draw() < 0.96 ? first : pick(draw, others);
}

const methods = ['POST', 'GET', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'];
const strangeMethods = ['CONNECT', 'M-SEARCH', 'PRI', 'get', 'BREW', 'G T', ''];
const targets = ['/', '/a/b?c=d', '/v2/models/iris/infer', '/%2e%2e//../x'];
const strangeTargets = [
  '*',
  'http://other/p',
  'HTTPS://other',
  'other:80',
  '/a#b',
  '/\xe9',
  '/"<>^`{|}\\',
  '/a\tb',
  '/a\0b',
  '',
  '//h',
];
const versions = [
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'HTTP/1.1 ',
  'HTTP/1.10',
  'http/1.1',
  'HTTP/01.1',
  '',
];
const lineEnds = ['\n', '\r', '\r\r\n', '\r\n ', '\r\n\t', '\n\r'];

const connections = [
  ' close',
  ' keep-alive',
  ' Close , x-a',
  ' upgrade',
  'x-a,,',
  ' keep-alive, close',
  ' transfer-encoding',
  ' content-length',
];

const codings = [
  'chunked',
  ' Chunked',
  ' chunked ',
  ' chunked\t',
  '\tchunked',
  ' "chunked"',
  ' chunked, chunked',
  ' gzip, chunked',
  ' chunked, gzip',
  ' identity',
  ' xchunked',
  ' chunked;q=1',
  ' ,chunked',
  ' chunked,',
  '',
  '\x0bchunked',
];

const extensions = [
  ';a',
  ';a=b',
  ';a="b c"',
  ';a="b\\"c"',
  ';',
  ';;',
  '; a=b',
  ';a =b',
  ';a=b ',
  ' ;a',
  ';a="b',
  ';a=b\n',
  ';\r',
  ';a\0',
  ',a',
];

const inserted = [...'\r\n\t :;,0129afAFx"\0\x7f\xff-+'];

const spliced = [
  '\r\nContent-Length: 1\r\n',
  '\r\nTransfer-Encoding: chunked\r\n',
  '\r\n\r\n',
  '\r\n ',
  '0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
];

function request(draw: Draw): string {
  const end = () => (draw() < 0.99 ? '\r\n' : pick(draw, lineEnds));
  const space = () => usually(draw, ' ', ['  ', '\t', '']);
  const method = usually(draw, pick(draw, methods), strangeMethods);
  const target = usually(draw, pick(draw, targets), strangeTargets);
  const version = usually(draw, 'HTTP/1.1', versions);
  const isSpaced = draw() < 0.05;
  const line = [method, target, version].join(isSpaced ? space() : ' ');
  const { framing, body } = content(draw);
  const fields: string[] = [];
  if (draw() < 0.97) fields.push(`Host: ${host(draw)}`);
  while (draw() < 0.5) fields.push(field(draw));
  for (const header of framing)
    fields.splice(Math.floor(draw() * (fields.length + 1)), 0, header);
  const before = draw() < 0.03 ? pick(draw, ['\r\n', '\r\n\r\n', '\n']) : '';
  const head = fields.map(text => `${text}${end()}`).join('');
  return `${before}${line}${end()}${head}${end()}${body}`;
}

function host(draw: Draw): string {
  return usually(draw, 'iris.demo', [
    'iris.demo:8080',
    '[::1]:80',
    '',
    'a b',
    'a/b',
    'u@h',
    'a,b',
    '\xe9',
  ]);
}

function field(draw: Draw): string {
  const name = usually(draw, pick(draw, ['X-A', 'accept', 'x_b', "!#$%&'*+"]), [
    'X A',
    'X-A ',
    ' X-A',
    'X\tA',
    '',
    'X-\xe9',
    'X-A\0',
    '"x"',
  ]);
  const value = usually(draw, pick(draw, ['1', 'a, b', '', ' padded \t']), [
    'a\0b',
    'a\x01',
    'a\x7f',
    'caf\xe9',
    'a\tb',
    'a\rb',
    'a\nb',
    ':::',
  ]);
  const known = draw();
  if (known < 0.15) return `Connection:${pick(draw, connections)}`;
  if (known < 0.2) return `Expect: ${pick(draw, ['100-continue', '200-ok'])}`;
  if (known < 0.23) return `Upgrade: ${pick(draw, ['h2c', 'websocket'])}`;
  if (known < 0.26) return `TE: ${pick(draw, ['trailers', 'gzip'])}`;
  if (known < 0.28) return 'Host: second';
  return `${name}${usually(draw, ':', ['', ' :', '::', '\t:'])}${value}`;
}

function content(draw: Draw): {
  readonly framing: readonly string[];
  readonly body: string;
} {
  const kind = draw();
  if (kind < 0.25) return { framing: [], body: '' };
  const data = 'abc\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n'.slice(
    0,
    Math.floor(draw() * 40),
  );
  const sized = () =>
    `${pick(draw, ['Content-Length', 'content-length', 'CONTENT-LENGTH'])}:${
      draw() < 0.9 ? ` ${data.length}` : strangeLength(data.length, draw)
    }`;
  const coded = () =>
    `${pick(draw, ['Transfer-Encoding', 'transfer-encoding'])}:${usually(
      draw,
      ' chunked',
      codings,
    )}`;
  if (kind < 0.6) return { framing: [sized()], body: data };
  if (kind < 0.93) return { framing: [coded()], body: chunks(data, draw) };
  const body = draw() < 0.5 ? data : chunks(data, draw);
  const second = draw() < 0.5 ? sized() : coded();
  return { framing: [draw() < 0.5 ? sized() : coded(), second], body };
}

function strangeLength(length: number, draw: Draw): string {
  return pick(draw, [
    ` 0${length}`,
    ` +${length}`,
    ` -${length}`,
    ` ${length} `,
    ` ${length}\t`,
    ` ${length}, ${length}`,
    ` ${length}.0`,
    ` 0x${length.toString(16)}`,
    ` ${length} ${length}`,
    ` ${length + 1}`,
    ` ${Math.max(0, length - 1)}`,
    ' 9007199254740993',
    ' 18446744073709551617',
    '',
  ]);
}

function chunks(data: string, draw: Draw): string {
  let text = '';
  let rest = data;
  while (rest !== '') {
    const length = 1 + Math.floor(draw() * rest.length);
    text += chunk(rest.slice(0, length), draw);
    rest = rest.slice(length);
  }
  text += `${usually(draw, '0', ['00', '000000', '-0', '0x0', ''])}`;
  text += `${usually(draw, '', extensions)}\r\n`;
  while (draw() < 0.15) text += `${trailer(draw)}\r\n`;
  return `${text}${usually(draw, '\r\n', ['\n', '\r', ''])}`;
}

function chunk(data: string, draw: Draw): string {
  const size = data.length.toString(16);
  const written = usually(draw, size, [
    size.toUpperCase(),
    `0${size}`,
    `0x${size}`,
    `+${size}`,
    ` ${size}`,
    `${size} `,
    `${size}\t`,
    (data.length + 1).toString(16),
    (data.length - 1).toString(16),
    `100000000000000${size}`,
    'ffffffffffffffff',
    '',
    'g',
  ]);
  const extension = usually(draw, '', extensions);
  const lineEnd = draw() < 0.98 ? '\r\n' : pick(draw, lineEnds);
  const dataEnd =
    draw() < 0.98 ? '\r\n' : pick(draw, ['', '\n', '\r', 'x\r\n']);
  return `${written}${extension}${lineEnd}${data}${dataEnd}`;
}

function trailer(draw: Draw): string {
  return pick(draw, [
    'X-Sum: 1',
    'x-two:2',
    'Content-Length: 3',
    'Transfer-Encoding: chunked',
    'X-A : 1',
    ' folded',
    'X-A',
    'X-A: a\0',
    'Host: x',
  ]);
}

/** Changes one place. */
function damage(text: string, draw: Draw): string {
  const at = Math.floor(draw() * (text.length + 1));
  const before = text.slice(0, at);
  const after = text.slice(at);
  const length = Math.floor(draw() * 20);
  switch (Math.floor(draw() * 6)) {
    case 0:
      return before + pick(draw, inserted) + after;
    case 1:
      return before + pick(draw, inserted) + after.slice(1);
    case 2:
      return before + after.slice(1);
    case 3:
      return before + after.slice(length);
    case 4:
      return before + after.slice(0, length) + after;
    default:
      return before + pick(draw, spliced) + after;
  }
}

function cut(message: Buffer, draw: Draw): Buffer[] {
  if (draw() < 0.02) return Array.from(message, byte => Buffer.from([byte]));
  const places = new Set<number>();
  while (draw() < 0.6) places.add(Math.floor(draw() * message.length));
  const pieces: Buffer[] = [];
  let start = 0;
  for (const place of [...places].sort((a, b) => a - b)) {
    if (place > start) pieces.push(message.subarray(start, place));
    start = Math.max(start, place);
  }
  pieces.push(message.subarray(start));
  return pieces.filter(piece => piece.length > 0);
}
