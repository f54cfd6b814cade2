import { UpstreamFailure, UpstreamHandler } from '../upstream';

/** Records what an upstream tells about a call. */
export class UpstreamRecorder implements UpstreamHandler {
  status = 0;
  headers: readonly string[] = [];
  body = '';
  trailers: readonly string[] | undefined;
  failure: UpstreamFailure | undefined;
  isReady = false;
  drains = 0;
  flushes = 0;
  whenHead = () => {};

  get isOver(): boolean {
    return this.trailers !== undefined || this.failure !== undefined;
  }

  onReady(): void {
    this.isReady = true;
  }

  onHead(status: number, headers: readonly string[]): void {
    this.status = status;
    this.headers = headers;
    this.whenHead();
  }

  onData(chunk: Buffer): void {
    this.body += chunk.toString('latin1');
  }

  onFlush(): void {
    this.flushes++;
  }

  onEnd(trailers: readonly string[]): void {
    this.trailers = trailers;
  }

  onDrain(): void {
    this.drains++;
  }

  onFailure(failure: UpstreamFailure): void {
    this.failure = failure;
  }
}
