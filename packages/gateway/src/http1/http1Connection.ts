import { Socket } from 'node:net';
import { Outbox, ProtocolError } from '../framing';
import { Answering, Defect, FrontHost, FrontLimits } from '../inbound';
import { TimerEntry, TimerWheel } from '../timing';
import { AnswerSink, Http1Answer } from './http1Answer';
import { BodySource, Http1Request } from './http1Request';
import { HttpDate } from './httpDate';
import { TransferCodingError } from './requestHead';
import { HeadTooLongError, RequestParser } from './requestParser';

/** Requests sent ahead of their turn are kept up to this many bytes; then the client is held back. */
const maxHeldBytes = 64 * 1024;

/** What connections share. */
export interface Http1Host extends FrontHost {
  readonly wheel: TimerWheel;
  readonly limits: FrontLimits;
  readonly date: HttpDate;
  readonly outbox: Outbox;
  closed(connection: Http1Connection): void;
}

/**
 * A client's connection: reads one request after the other, and the next one only when the answer to the one before has
 * been given to the socket. So answers are in the order of their requests, and a client that sends without reading costs
 * no more than what it sent ahead.
 *
 * One timer serves all that it waits for: the rest of a head, the next request, the client's leaving.
 */
export class Http1Connection
  extends TimerEntry
  implements AnswerSink, BodySource
{
  readonly socket: Socket;
  readonly remoteAddress: string;
  readonly #host: Http1Host;
  readonly #parser: RequestParser;
  #state: 'idle' | 'head' | 'busy' | 'leaving' | 'gone' = 'idle';
  #request: Http1Request | undefined;
  #answer: Http1Answer | undefined;
  #answering: Answering | undefined;
  /** Came, and is not wanted yet. */
  #held: Buffer | undefined;
  #isReading = false;

  private constructor(host: Http1Host, socket: Socket) {
    super();
    this.#host = host;
    this.socket = socket;
    this.remoteAddress = socket.remoteAddress ?? 'unknown';
    this.#parser = RequestParser.create(host.limits.maxHeaderBytes, chunk =>
      this.#request?.piece(chunk),
    );
  }

  /** Serves a connection that was accepted. */
  static serve(host: Http1Host, socket: Socket): Http1Connection {
    const connection = new Http1Connection(host, socket);
    connection.#listen();
    return connection;
  }

  get date(): string {
    return this.#host.date.text;
  }

  get outbox(): Outbox {
    return this.#host.outbox;
  }

  /** Waits for a request. */
  get isIdle(): boolean {
    return this.#state === 'idle';
  }

  /** Closes the connection whatever is under way; the client cannot take an answer for complete. */
  abort(): void {
    if (this.#answering && !this.#answering.isOver) this.#answering.abort();
    this.destroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  bodyWishChanged(): void {
    if (this.#held && this.#request!.isBodyWanted) this.#readHeld();
    this.#balance();
  }

  answerEnded(): void {
    const answer = this.#answer!;
    if (this.socket.writableLength === 0) answer.closed(!this.socket.destroyed);
    // An empty write tells when all before it has left.
    else this.socket.write('', error => answer.closed(!error));
    this.#settle();
  }

  /** The head, the next request or the client's leaving takes too long. */
  override expire(): void {
    if (this.#state === 'head') this.#refuse('headersLate');
    else this.destroy();
  }

  #listen(): void {
    const { socket } = this;
    socket.setNoDelay(true);
    socket
      .on('data', this.#onData)
      .on('drain', this.#onDrain)
      .on('end', this.#onEnd)
      // What matters of an error is told by what follows.
      .on('error', () => {})
      .on('close', this.#onClose);
    this.#wait(this.#host.limits.keepAliveTimeoutMs);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#state === 'leaving') return;
    const held = this.#held;
    this.#held = undefined;
    this.#read(held ? Buffer.concat([held, chunk]) : chunk);
  };

  readonly #onDrain = (): void => {
    this.#answer?.drained();
    if (this.#held && this.#request === undefined) this.#readHeld();
  };

  /** The client sends no more. It does not wait for an answer either: whoever half-closes cannot be told from whoever left. */
  readonly #onEnd = (): void => {
    if (this.#isTunnel) this.#request!.complete([]);
    else if (this.#state === 'head') this.#refuse('malformed');
    else if (this.#state === 'busy' && this.#answer!.isEnded) this.socket.end();
    else if (this.#state === 'busy') this.destroy();
    else this.socket.end();
  };

  readonly #onClose = (): void => {
    this.#state = 'gone';
    this.#host.wheel.cancel(this);
    this.#host.closed(this);
    this.#request?.gone();
    if (this.#answer && !this.#answer.isEnded) this.#answer.closed(false);
  };

  /** The connection carries bytes both ways, after a 101. */
  get #isTunnel(): boolean {
    return this.#state === 'busy' && this.#answer!.isTunnel;
  }

  #readHeld(): void {
    if (this.#isReading) return;
    const held = this.#held!;
    this.#held = undefined;
    this.#read(held);
  }

  /** Reads as far as what comes is wanted, and keeps the rest. */
  #read(bytes: Buffer): void {
    let position = 0;
    this.#isReading = true;
    try {
      while (position < bytes.length && this.#mayRead())
        position = this.#readPart(bytes, position);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#malformed(error);
      return;
    } finally {
      this.#isReading = false;
    }
    if (position < bytes.length && this.#isServing)
      this.#held = position === 0 ? bytes : bytes.subarray(position);
    this.#balance();
  }

  get #isServing(): boolean {
    return (
      this.#state !== 'leaving' &&
      this.#state !== 'gone' &&
      !this.socket.destroyed
    );
  }

  #mayRead(): boolean {
    if (!this.#isServing) return false;
    return this.#request
      ? this.#request.isBodyWanted
      : !this.socket.writableNeedDrain;
  }

  #readPart(bytes: Buffer, start: number): number {
    const request = this.#request;
    if (!request) return this.#readHead(bytes, start);
    const end = this.#parser.readBody(bytes, start);
    if (this.#parser.isBodyComplete) {
      request.complete(this.#parser.trailers);
      this.#settle();
    }
    return end;
  }

  #readHead(bytes: Buffer, start: number): number {
    const found = this.#parser.readHead(bytes, start);
    if (!found) {
      if (this.#state !== 'head') {
        this.#state = 'head';
        this.#wait(this.#host.limits.headersTimeoutMs);
      }
      return bytes.length;
    }
    this.#host.wheel.cancel(this);
    this.#state = 'busy';
    const { head, end } = found;
    const request = new Http1Request(head, this, this.#parser.isBodyComplete);
    const isLast = !head.isPersistent || head.isUpgrade;
    const answer = new Http1Answer(this, head, isLast);
    this.#request = request;
    this.#answer = answer;
    const answering = this.#host.begin(request, answer);
    // It may be answered already.
    if (this.#request === request) this.#answering = answering;
    return end;
  }

  /** Goes on to the next request once this one is answered and read. */
  #settle(): void {
    if (this.#state !== 'busy' || !this.#answer!.isEnded) return;
    if (this.#answer!.isLast) {
      this.#leave();
      return;
    }
    if (!this.#request!.isComplete) return;
    this.#request = undefined;
    this.#answer = undefined;
    this.#answering = undefined;
    this.#state = 'idle';
    this.#wait(this.#host.limits.keepAliveTimeoutMs);
    if (this.#held && this.#mayRead()) this.#readHeld();
  }

  /**
   * No more requests: closes our side, and reads away what still comes. To close at once would reset the connection under
   * an answer that the client has not read.
   */
  #leave(): void {
    this.#state = 'leaving';
    this.#held = undefined;
    this.#host.wheel.cancel(this);
    this.socket.end(() => {
      if (!this.socket.destroyed) this.#wait(this.#host.limits.lingerMs);
    });
    this.socket.resume();
  }

  #malformed(error: ProtocolError): void {
    if (this.#state !== 'busy') this.#refuse(defectOf(error));
    else if (this.#answering && !this.#answering.isOver)
      this.#answering.requestMalformed();
    else this.#leave();
  }

  #refuse(defect: Defect): void {
    this.socket.write(this.#host.refuse(defect), 'latin1');
    this.#leave();
  }

  /** Holds the client back while what it sends is not wanted. */
  #balance(): void {
    if (!this.#isServing) return;
    const held = this.#held?.length ?? 0;
    const isBodyAhead = held > 0 && this.#request?.isComplete === false;
    if (isBodyAhead || held >= maxHeldBytes || this.#request?.isPaused)
      this.socket.pause();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  #wait(delayMs: number): void {
    this.#host.wheel.schedule(this, delayMs);
  }
}

function defectOf(error: ProtocolError): Defect {
  if (error instanceof HeadTooLongError) return 'headersTooLarge';
  if (error instanceof TransferCodingError) return 'unknownCoding';
  return 'malformed';
}
