import fc from 'fast-check';

/** Cuts a message at places taken modulo its length. */
export function cut(message: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map(place => place % message.length))].sort(
    (a, b) => a - b,
  );
  const pieces: Buffer[] = [];
  let start = 0;
  for (const place of places) {
    if (place > start) pieces.push(message.subarray(start, place));
    start = Math.max(start, place);
  }
  pieces.push(message.subarray(start));
  return pieces;
}

const someText = (minLength: number, maxLength: number, from: string) =>
  fc
    .array(fc.constantFrom(...from), { minLength, maxLength })
    .map(characters => characters.join(''));

const bodies = fc
  .uint8Array({ maxLength: 300 })
  .map(array => Buffer.from(array).toString('latin1'));

const fields = fc
  .array(
    fc.tuple(
      someText(1, 8, "abzAZ09-_!#$%&'*+.^`|~").map(name => `x${name}`),
      someText(0, 12, ' \tabc:;,="\xe9'),
    ),
    { maxLength: 4 },
  )
  .map(list => list.map(([name, value]) => `${name}: ${value}\r\n`).join(''));

const chunkedBodies = fc
  .tuple(
    fc.array(
      fc.tuple(
        bodies.filter(body => body.length > 0),
        fc.constantFrom('', ';a', ';a=b', ';q="x y"'),
      ),
      { maxLength: 4 },
    ),
    fields,
  )
  .map(
    ([chunks, trailers]) =>
      `${chunks
        .map(
          ([body, extension]) =>
            `${body.length.toString(16)}${extension}\r\n${body}\r\n`,
        )
        .join('')}0\r\n${trailers}\r\n`,
  );

const interims = fc.constantFrom(
  '',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n',
);

const statuses = fc.constantFrom(200, 201, 400, 404, 429, 500, 503);

/** Well-formed answers, with the method that they answer. */
export const answers: fc.Arbitrary<{ method: string; text: string }> = fc.oneof(
  fc
    .tuple(interims, statuses, fields, bodies)
    .map(([interim, status, headers, body]) => ({
      method: 'GET',
      text: `${interim}HTTP/1.1 ${status} Some Reason\r\n${headers}content-LENGTH: ${body.length}\r\n\r\n${body}`,
    })),
  fc
    .tuple(interims, statuses, fields, chunkedBodies)
    .map(([interim, status, headers, body]) => ({
      method: 'POST',
      text: `${interim}HTTP/1.1 ${status} R\r\nTransfer-Encoding: chunked\r\n${headers}\r\n${body}`,
    })),
  fc
    .tuple(fc.constantFrom('1.0', '1.1'), statuses, fields, bodies)
    .map(([version, status, headers, body]) => ({
      method: 'GET',
      text: `HTTP/${version} ${status} R\r\n${headers}\r\n${body}`,
    })),
  fc.tuple(fc.constantFrom(204, 304), fields).map(([status, headers]) => ({
    method: 'GET',
    text: `HTTP/1.1 ${status} R\r\n${headers}\r\n`,
  })),
  fc.tuple(statuses, fields, fc.nat(1000)).map(([status, headers, length]) => ({
    method: 'HEAD',
    text: `HTTP/1.1 ${status} R\r\n${headers}Content-Length: ${length}\r\n\r\n`,
  })),
);

/** Changes what follows a place in a message. */
export const mutations: fc.Arbitrary<(rest: string) => string> = fc.oneof(
  fc
    .constantFrom(...'\r\n\t :;,0129afAFx"\0\x7f\xff')
    .map(c => (rest: string) => c + rest.slice(1)),
  fc
    .constantFrom(...'\r\n\t :;,0129afAFx"\0\x7f\xff')
    .map(c => (rest: string) => c + rest),
  fc.constant((rest: string) => rest.slice(1)),
  fc.nat(40).map(count => (rest: string) => rest.slice(count)),
  fc.nat(40).map(count => (rest: string) => rest.slice(0, count) + rest),
  fc
    .constantFrom(
      '\r\nContent-Length: 1\r\n',
      '\r\nTransfer-Encoding: chunked\r\n',
      '\r\n\r\n',
      '\r\n ',
      'HTTP/1.1 200 OK\r\n\r\n',
    )
    .map(inserted => (rest: string) => inserted + rest),
);
