import { Socket } from 'node:net';
import { completeHeaders } from '../../exchange/requestHeaders';
import { RequestReading } from '../../exchange/requestReading';
import { serializeChunkEnd } from '../../framing';
import {
  defaultFrontLimits,
  Front,
  FrontHost,
  InboundRequest,
  NodeFront,
  OutboundAnswer,
  unknownLength,
} from '../../inbound';
import { parseRequestTarget } from '../../routing';
import { TimerWheel } from '../../timing';
import { serializeHead } from '../../upstream/native/requestHead';
import { Http1Front } from '../http1Front';
import { MemorySocket } from './memorySocket';

/** A request that a front read to its end. */
export interface ReadRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

/** A front under test that reads many connections, each by itself. */
export class Reader {
  readonly #readings = new Map<string, ReadRequest[]>();
  readonly #front: Front;
  #count = 0;

  private constructor(create: (host: FrontHost) => Front) {
    this.#front = create({
      begin: (request, answer) => this.#begin(request, answer),
      refuse: () => 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n',
    });
  }

  /** Our framing. */
  static native(): Reader {
    const wheel = TimerWheel.create(0);
    return new Reader(host =>
      Http1Front.create({
        host,
        wheel,
        limits: defaultFrontLimits,
        timeOfDay: () => 0,
      }),
    );
  }

  /** Node's server: the reference. */
  static node(): Reader {
    return new Reader(host => NodeFront.create(host, defaultFrontLimits));
  }

  /** Opens a connection; what is pushed into its socket is read. Wait for {@link settled} before and after. */
  open(): {
    readonly socket: MemorySocket;
    readonly requests: readonly ReadRequest[];
  } {
    const id = String(this.#count++);
    const socket = new MemorySocket(id);
    const requests: ReadRequest[] = [];
    this.#readings.set(id, requests);
    socket.on('close', () => this.#readings.delete(id));
    this.#front.accept(socket as unknown as Socket);
    return { socket, requests };
  }

  close(): void {
    this.#front.abort();
    this.#front.close();
  }

  #begin(request: InboundRequest, answer: OutboundAnswer) {
    const requests = this.#readings.get(request.remoteAddress);
    const { method, target, version, headers } = request;
    const body: Buffer[] = [];
    const finish = (trailers: readonly string[]) => {
      requests?.push({
        method,
        target,
        version,
        headers,
        body: Buffer.concat(body).toString('latin1'),
        trailers,
      });
      answer.head(200, [], undefined);
      answer.end([]);
    };
    if (request.bodyLength > 0 || request.bodyLength === unknownLength)
      request.read({ onBody: chunk => body.push(chunk), onBodyEnd: finish });
    else finish([]);
    return {
      isOver: false,
      requestMalformed: () => answer.abort(),
      abort: () => answer.abort(),
      onClose: () => {},
    };
  }
}

/** Lets all that was pushed be read. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
}

/** The bytes in which a request goes on to a replica; undefined: it does not. */
export function forwarded(request: ReadRequest): Buffer | undefined {
  const { method, target, headers, body, trailers } = request;
  const parsed = parseRequestTarget(target);
  if (!parsed) return undefined;
  const reading = RequestReading.of({
    target,
    headers,
    remoteAddress: '10.0.0.9',
  });
  if (reading.headers.refusal) return undefined;
  const { forward } = completeHeaders(
    reading.headers,
    () => 'id',
    () => '00-1-2-00',
  );
  const has = (header: string) =>
    headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === header);
  const whole = Buffer.from(body, 'latin1');
  const sized = has('content-length') ? whole : undefined;
  const isChunked = has('transfer-encoding');
  const head = serializeHead({
    method,
    path: parsed.path,
    headers: forward,
    prefix: reading.prefix,
    body: isChunked ? { contentLength: undefined } : sized,
    needsFreshConnection: false,
  });
  const chunk =
    body === '' ? '' : `${whole.length.toString(16)}\r\n${body}\r\n`;
  const rest = isChunked ? chunk + serializeChunkEnd(trailers) : body;
  return Buffer.from(head + rest, 'latin1');
}
