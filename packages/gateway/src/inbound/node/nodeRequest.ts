import { IncomingMessage } from 'node:http';
import { BodyReader, InboundRequest, noBody, unknownLength } from '../types';

/** A request that Node's HTTP/1 server parsed. */
export class NodeRequest implements InboundRequest {
  readonly bodyLength: number;
  readonly expectsContinue: boolean;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage, expectsContinue: boolean) {
    this.#message = message;
    this.bodyLength = bodyLengthOf(message.rawHeaders);
    this.expectsContinue = expectsContinue;
  }

  get method(): string {
    return this.#message.method ?? 'GET';
  }

  get target(): string {
    return this.#message.url ?? '';
  }

  get headers(): readonly string[] {
    return this.#message.rawHeaders;
  }

  get version(): string {
    return this.#message.httpVersion;
  }

  get remoteAddress(): string {
    return this.#message.socket.remoteAddress ?? 'unknown';
  }

  get isComplete(): boolean {
    return this.#message.complete;
  }

  get isPaused(): boolean {
    return this.#message.isPaused();
  }

  read(reader: BodyReader): void {
    this.#message
      .on('data', (chunk: Buffer) => reader.onBody(chunk))
      .on('end', () => reader.onBodyEnd(this.#message.rawTrailers));
  }

  pause(): void {
    this.#message.pause();
  }

  resume(): void {
    this.#message.resume();
  }

  discard(onOver: () => void): void {
    const message = this.#message;
    message.removeAllListeners('data').removeAllListeners('end');
    if (message.destroyed) onOver();
    else message.on('close', onOver).resume();
  }

  destroy(): void {
    this.#message.socket.destroy();
  }
}

/** Node's parser has seen to it that there is at most one length, and no length beside a transfer coding. */
function bodyLengthOf(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    if (name.length === 14 && name.toLowerCase() === 'content-length')
      return Number(headers[i + 1]);
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding')
      return unknownLength;
  }
  return noBody;
}
