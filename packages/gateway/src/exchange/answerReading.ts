import { HeaderPrefix, prefixOf } from '../framing';
import { AnswerNotes } from '../upstream';
import { hopByHop } from './hopByHop';

const notPassedOn = new Set([
  ...hopByHop,
  // Only announces; Node refuses it where the answer is not chunked. The trailers themselves are passed on.
  'trailer',
]);

const knownLengths = new Set(
  [...notPassedOn, 'content-length', 'content-type', 'x-request-id'].map(
    name => name.length,
  ),
);

/**
 * What follows from the headers of an answer alone: what is passed on of them, without hop-by-hop ones and those that
 * `Connection` names. A replica that sends the same head again, on the same connection, has it read only once.
 */
export class AnswerReading {
  readonly contentLength: number | undefined;
  readonly isEventStream: boolean;
  /** End-to-end headers, names and values in turn; Content-Length among them. */
  readonly #headers: readonly string[];
  readonly #hasRequestId: boolean;
  #prefix: HeaderPrefix | undefined;

  private constructor(raw: readonly string[]) {
    const headers: string[] = [];
    let contentLength: number | undefined;
    let isEventStream = false;
    let hasRequestId = false;
    let named: string[] | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i];
      const value = raw[i + 1];
      if (knownLengths.has(name.length)) {
        const lower = name.toLowerCase();
        if (lower === 'content-length') {
          contentLength = Number(value);
        } else if (lower === 'content-type') {
          isEventStream = /^text\/event-stream\b/i.test(value);
        } else if (lower === 'x-request-id') {
          hasRequestId = true;
        } else if (notPassedOn.has(lower)) {
          if (lower === 'connection' && !/^(?:keep-alive|close)$/i.test(value))
            named = value.split(',').map(part => part.trim().toLowerCase());
          continue;
        }
      }
      headers.push(name, value);
    }
    this.contentLength = contentLength;
    this.isEventStream = isEventStream;
    this.#headers = named ? withoutNamed(headers, named) : headers;
    this.#hasRequestId = hasRequestId && !named?.includes('x-request-id');
  }

  /** The reading of headers, names and values in turn, or that of an answer before with the same head. */
  static of(raw: readonly string[], notes?: AnswerNotes): AnswerReading {
    if (notes?.reading instanceof AnswerReading) return notes.reading;
    const reading = new AnswerReading(raw);
    if (notes) notes.reading = reading;
    return reading;
  }

  /** What every answer with this head begins with. */
  get prefix(): HeaderPrefix {
    return (this.#prefix ??= prefixOf(this.#headers));
  }

  /**
   * The headers for a caller: with `x-request-id`, if the replica did not send one, so that the caller can name the
   * request, and with the gateway's own, names and values in turn.
   */
  forward(requestId: string, own: readonly string[]): string[] {
    const headers = this.#headers.slice();
    if (!this.#hasRequestId) headers.push('x-request-id', requestId);
    for (const text of own) headers.push(text);
    return headers;
  }
}

function withoutNamed(
  headers: readonly string[],
  named: readonly string[],
): string[] {
  const rest: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const lower = headers[i].toLowerCase();
    // The length is the message's own: it is needed to read it.
    if (lower === 'content-length' || !named.includes(lower))
      rest.push(headers[i], headers[i + 1]);
  }
  return rest;
}
