import { headerLines } from '../framing';
import { AnswerNotes } from '../upstream';
import { AnswerReading } from './answerReading';

const readAnswer = (raw: readonly string[], requestId = 'id') => {
  const reading = AnswerReading.of(raw);
  const { contentLength, isEventStream } = reading;
  const forward = reading.forward(requestId, []);
  return { forward, contentLength, isEventStream };
};

describe('AnswerReading', () => {
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
    expect(readAnswer(raw, 'id')).toEqual({
      forward: [...raw, 'x-request-id', 'id'],
      contentLength: 2,
      isEventStream: false,
    });
  });

  it('drops hop-by-hop headers, announced trailers and what Connection names', () => {
    const { forward } = readAnswer(
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
    const { forward } = readAnswer(
      ['Connection', 'content-length', 'Content-Length', '3'],
      'id',
    );
    expect(forward).toContain('Content-Length');
  });

  it("keeps the replica's own request id", () => {
    expect(readAnswer(['X-Request-Id', 'theirs'], 'id').forward).toEqual([
      'X-Request-Id',
      'theirs',
    ]);
  });

  it('does not lose the id of the request to a Connection header', () => {
    const { forward } = readAnswer([
      ...['Connection', 'x-request-id', 'X-Request-Id', 'of a hop'],
    ]);
    expect(forward).toEqual(['x-request-id', 'id']);
  });

  it('reads the same head once, and answers each request by itself', () => {
    const notes: AnswerNotes = { reading: undefined };
    const raw = ['A', 'b', 'Connection', 'keep-alive'];
    const first = AnswerReading.of(raw, notes);
    const again = AnswerReading.of(raw, notes);
    expect(again).toBe(first);
    expect(first.forward('1', ['Own', 'o'])).toEqual([
      ...['A', 'b', 'x-request-id', '1', 'Own', 'o'],
    ]);
    const second = again.forward('2', []);
    expect(second).toEqual(['A', 'b', 'x-request-id', '2']);
    expect(headerLines(second, again.prefix)).toBe(headerLines(second));
  });

  it.each`
    type                                  | expected
    ${'text/event-stream'}                | ${true}
    ${'Text/Event-Stream; charset=utf-8'} | ${true}
    ${'text/event-streams'}               | ${false}
    ${'application/json'}                 | ${false}
  `('$type is an event stream: $expected', ({ type, expected }) => {
    expect(readAnswer(['Content-Type', type], 'id').isEventStream).toBe(
      expected,
    );
  });
});
