import type { ServerResponse } from 'node:http';
import { InferenceError, type InferenceErrorKind } from '../InferenceError';

const STATUS: Readonly<Record<InferenceErrorKind, number>> = {
  invalid: 400,
  notFound: 404,
  timeout: 408,
  tooLarge: 413,
  unsupportedEncoding: 415,
  notImplemented: 501,
  notReady: 503,
};

/**
 * Status and body of a failure. What is not an {@link InferenceError} is a fault of ours: 500, with KServe's
 * `{Type} : {message}`.
 *
 * @public
 */
export function errorAnswer(error: unknown): { status: number; body: string } {
  if (error instanceof InferenceError) {
    return {
      status: STATUS[error.kind],
      body: JSON.stringify({ error: error.message }),
    };
  }
  const text =
    error instanceof Error ? `${error.name} : ${error.message}` : String(error);
  return { status: 500, body: JSON.stringify({ error: text }) };
}

/**
 * Writes answers with the header every one of them carries.
 *
 * @public
 */
export class Answers {
  readonly #instanceId: string | undefined;
  readonly #isDraining: () => boolean;
  /** Answers of this turn of the event loop, not written yet. */
  readonly #waiting: (readonly [ServerResponse, string | Buffer])[] = [];

  private constructor(
    instanceId: string | undefined,
    isDraining: () => boolean,
  ) {
    this.#instanceId = instanceId;
    this.#isDraining = isDraining;
  }

  /**
   * @param instanceId - value of `x-greenroom-instance`; the header is absent without it
   * @param isDraining - while true, connections are closed after their answer
   */
  static create(
    instanceId: string | undefined,
    isDraining: () => boolean,
  ): Answers {
    return new Answers(instanceId, isDraining);
  }

  json(response: ServerResponse, status: number, body: string): void {
    this.send(response, status, 'application/json', body);
  }

  failure(response: ServerResponse, error: unknown): number {
    const { status, body } = errorAnswer(error);
    this.json(response, status, body);
    return status;
  }

  /**
   * Header and body leave in one write, which node:http does for a text body with known length.
   *
   * @param extra - further header names and values, alternating
   */
  send(
    response: ServerResponse,
    status: number,
    type: string,
    body: string | Buffer,
    extra?: readonly string[],
  ): void {
    const headers: string[] = [
      'content-type',
      type,
      'content-length',
      String(Buffer.byteLength(body)),
    ];
    if (this.#instanceId !== undefined) {
      headers.push('x-greenroom-instance', this.#instanceId);
    }
    if (extra !== undefined) {
      headers.push(...extra);
    }
    if (this.#isDraining()) {
      response.shouldKeepAlive = false;
    }
    response.writeHead(status, headers);
    this.#later(response, body);
  }

  /** A whole answer as text, for connections that never became a request. */
  raw(status: number, reason: string, message: string): string {
    const body = JSON.stringify({ error: message });
    const identity =
      this.#instanceId === undefined
        ? ''
        : `x-greenroom-instance: ${this.#instanceId}\r\n`;
    return `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(
      body,
    )}\r\n${identity}connection: close\r\n\r\n${body}`;
  }

  /**
   * Writes the answers of one turn of the event loop together, after all predictions of that turn: on a machine with
   * idle cores each write wakes a sleeping client, which costs more than the write.
   */
  #later(response: ServerResponse, body: string | Buffer): void {
    if (this.#waiting.push([response, body]) > 1) return;
    setImmediate(() => {
      for (const [waiting, text] of this.#waiting.splice(0)) waiting.end(text);
    });
  }
}
