import http, { IncomingMessage, ServerResponse } from 'node:http';
import { SnapshotAnswer } from '@greenroom/backstage-plugin-model-serving-common';
import { ControlToken } from './controlToken';
import { readSnapshot, WrittenSnapshot } from './writtenSnapshot';

/** Largest snapshot in bytes. */
const maxSnapshotBytes = 64 * 1024 * 1024;

/** What the control port can do. */
export interface ControlTarget {
  /** Makes a snapshot live in every worker, or says that a newer one is. */
  accept(written: WrittenSnapshot): Promise<SnapshotAnswer>;
  /** Takes over the response and writes events to it. */
  subscribe(response: ServerResponse): void;
  /** Starts to drain; returns at once. */
  startDraining(): void;
  health(): unknown;
}

/** The request cannot be carried out; the message goes to the caller. */
class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The control port: `PUT /snapshot`, `GET /events`, `POST /drain`, `GET /health`, each with the bearer token. */
export function createControlServer(
  token: ControlToken,
  target: ControlTarget,
): http.Server {
  return http.createServer(async (request, response) => {
    try {
      if (!token.admits(request.headers))
        throw new ControlError(401, 'The bearer token is missing or wrong.');
      await route(request, response, target);
    } catch (error) {
      const status = error instanceof ControlError ? error.status : 503;
      if (response.headersSent) response.destroy();
      else answer(response, status, { error: (error as Error).message });
    }
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  target: ControlTarget,
): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case 'PUT /snapshot':
      answer(response, 200, await target.accept(await snapshotIn(request)));
      break;
    case 'GET /events':
      target.subscribe(response);
      break;
    case 'POST /drain':
      target.startDraining();
      answer(response, 202, {});
      break;
    case 'GET /health':
      answer(response, 200, target.health());
      break;
    default:
      throw new ControlError(404, 'There is no such call.');
  }
}

async function snapshotIn(request: IncomingMessage): Promise<WrittenSnapshot> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxSnapshotBytes)
      throw new ControlError(
        413,
        `A snapshot may have ${maxSnapshotBytes} bytes.`,
      );
    chunks.push(chunk);
  }
  try {
    return readSnapshot(Buffer.concat(chunks));
  } catch (error) {
    throw new ControlError(
      400,
      `The snapshot is not valid: ${(error as Error).message}`,
    );
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    // The rest of a refused body is not worth reading.
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(text);
}
