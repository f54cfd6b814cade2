import { Http2Stream } from 'node:http2';

/**
 * Resets a stream. Node's `close` alone first ends what is being written, and the other side could take that for a whole
 * message.
 */
export function resetStream(stream: Http2Stream, code: number): void {
  stream._final = done => done();
  stream.close(code);
}
