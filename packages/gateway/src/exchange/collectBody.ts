import { IncomingMessage } from 'node:http';

/** Reads a body of known length, and calls back once it is complete. `onBytes` hears of every piece. */
export function collectBody(
  request: IncomingMessage,
  length: number,
  onBytes: (count: number) => void,
  onBody: (body: Buffer) => void,
): void {
  let received = 0;
  let body: Buffer | undefined;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    onBytes(chunk.length);
    body = body ? Buffer.concat([body, chunk]) : chunk;
    if (received === length) onBody(body);
  });
}

/** Whether a body that was announced is incomplete although nothing holds it back. */
export function isBodyLate(request: IncomingMessage): boolean {
  return !request.complete && !request.isPaused();
}
