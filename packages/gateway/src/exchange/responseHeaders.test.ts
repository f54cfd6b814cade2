import { readResponseHeaders } from './responseHeaders';

describe('readResponseHeaders', () => {
  it('passes end-to-end headers on and names the request', () => {
    const raw = [
      'Content-Type',
      'application/json',
      'Content-Length',
      '2',
      'Set-Cookie',
      'a',
      'Set-Cookie',
      'b',
    ];
    expect(readResponseHeaders(raw, 'id')).toEqual({
      forward: [...raw, 'x-request-id', 'id'],
      contentLength: 2,
      isEventStream: false,
    });
  });

  it('drops hop-by-hop headers, announced trailers and what Connection names', () => {
    const { forward } = readResponseHeaders(
      [
        'Connection',
        'close, X-Hop',
        'X-Hop',
        '1',
        'Keep-Alive',
        'timeout=5',
        'Transfer-Encoding',
        'chunked',
        'Trailer',
        'x',
        'X',
        'y',
      ],
      'id',
    );
    expect(forward).toEqual(['X', 'y', 'x-request-id', 'id']);
  });

  it('never loses the length to a Connection header', () => {
    const { forward } = readResponseHeaders(
      ['Connection', 'content-length', 'Content-Length', '3'],
      'id',
    );
    expect(forward).toContain('Content-Length');
  });

  it("keeps the replica's own request id", () => {
    expect(
      readResponseHeaders(['X-Request-Id', 'theirs'], 'id').forward,
    ).toEqual(['X-Request-Id', 'theirs']);
  });

  it.each`
    type                                  | expected
    ${'text/event-stream'}                | ${true}
    ${'Text/Event-Stream; charset=utf-8'} | ${true}
    ${'text/event-streams'}               | ${false}
    ${'application/json'}                 | ${false}
  `('$type is an event stream: $expected', ({ type, expected }) => {
    expect(
      readResponseHeaders(['Content-Type', type], 'id').isEventStream,
    ).toBe(expected);
  });
});
