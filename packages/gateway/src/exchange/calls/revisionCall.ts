import { HeaderPrefix } from '../../framing';
import { pickReplica } from '../../routing';
import {
  AnswerNotes,
  UpstreamBody,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
} from '../../upstream';
import { Refusal, refusals } from '../refusal';
import { ExchangeContext, Line, LiveReplica, LiveRevision } from '../types';
import { upstreamRefusal } from './upstreamRefusal';
import { Wait } from './wait';

const noHeaders: readonly string[] = [];

/** Whose call it is: says what is sent as of now, and hears about the answer. */
export interface CallOwner
  extends Pick<
    UpstreamHandler,
    'onReady' | 'onHead' | 'onData' | 'onFlush' | 'onEnd' | 'onDrain'
  > {
  readonly method: string;
  /** Path and query at the replica. */
  readonly path: string;
  /** End-to-end headers, names and values in turn, without framing. */
  readonly headers: readonly string[];
  /** How `headers` begin, where that is known. */
  readonly prefix?: HeaderPrefix;
  readonly body: UpstreamBody;
  /** Asks for a WebSocket. Absent: no. */
  readonly isUpgrade?: boolean;
  /** For the replica's port for gRPC. Absent: for the other one. */
  readonly isGrpc?: boolean;
  /** Whose turn it is in line: all with the same name share one. */
  readonly client: string;
  /**
   * The revision that the request is for, asked right before each sending: replicas come and go while it waits.
   * Undefined: it is not to be sent any more, and its owner has seen to that.
   */
  currentRevision(): LiveRevision | undefined;
  /** The request is sent to this replica now: headers are read after it. */
  onSend?(replica: string): void;
  /** Waits for a replica or a slot; {@link RevisionCall.expire} is to be called after so many ms. */
  onWait(delayMs: number): void;
  /** Waits no more; the replica has its full time. */
  onProceed(): void;
  /** There is no answer; or, after `onHead`, no more of it. Nothing follows. */
  onRefused(refusal: Refusal): void;
}

/**
 * One request to one revision: wait for a replica or a slot of one → pick → forward; once more, elsewhere, if it cannot
 * have begun there. Replicas and slots are given back however it ends. Exchanges, steps of graphs and copies of requests
 * all reach replicas by this and nothing else, so that limits and guarantees hold for all of them.
 */
export class RevisionCall implements UpstreamHandler {
  readonly #context: ExchangeContext;
  readonly #owner: CallOwner;
  readonly #timeoutMs: number;
  #revision: LiveRevision | undefined;
  #replica: LiveReplica | undefined;
  #call: UpstreamCall | undefined;
  #tried: LiveReplica | undefined;
  /** Undefined: there always was a replica. */
  #wait: Wait | undefined;
  /** Part of a streamed body was consumed: the request can go nowhere else. */
  #isBodyConsumed = false;
  #hasHead = false;

  private constructor(
    context: ExchangeContext,
    owner: CallOwner,
    timeoutMs: number,
  ) {
    this.#context = context;
    this.#owner = owner;
    this.#timeoutMs = timeoutMs;
  }

  /** Nothing happens before {@link RevisionCall.send}. A wait takes no longer than `timeoutMs`. */
  static create(
    context: ExchangeContext,
    owner: CallOwner,
    timeoutMs: number,
  ): RevisionCall {
    return new RevisionCall(context, owner, timeoutMs);
  }

  /** What callers of a revision that holds requests are told about their wait, names and values in turn. */
  get waitHeaders(): readonly string[] {
    const revision = this.#revision;
    return revision?.hold || revision?.slots
      ? Wait.headers(this.#wait)
      : noHeaders;
  }

  /** Time in line so far, in ms. */
  get waitedMs(): number {
    return this.#wait?.heldMs ?? 0;
  }

  /** Sends the request as soon as it may be sent. */
  send(): void {
    const owner = this.#owner;
    const revision = owner.currentRevision();
    this.#revision = revision;
    if (!revision) return;
    const { slots } = revision;
    const line = owner.isGrpc ? revision.grpc : revision;
    const { replicas } = line;
    if (replicas.length === 0) {
      if (line.hold) this.#hold(line);
      else owner.onRefused(noReplica(revision, owner.isGrpc));
      return;
    }
    const replica = slots
      ? slots.take(replicas)
      : pickReplica(replicas, this.#context.random, this.#tried);
    if (!replica) {
      // A slot of a replica that does not listen for gRPC yet is of no use to a call; a snapshot will say that it does.
      if (slots) this.#hold(slots.hasFree(revision.replicas) ? line : revision);
      else owner.onRefused(refusals.allReplicasDead);
      return;
    }
    this.#replica = replica;
    replica.inflight++;
    owner.onSend?.(replica.id);
    const { method, path, headers, prefix, body, isUpgrade } = owner;
    const isStreamed = body !== undefined && !Buffer.isBuffer(body);
    const upstream = owner.isGrpc ? replica.grpc! : replica.upstream;
    this.#call = upstream.dispatch(
      {
        method,
        path,
        headers,
        prefix,
        body,
        isUpgrade,
        needsFreshConnection: isStreamed || this.#tried !== undefined,
      },
      this,
    );
  }

  /** Sends a piece of a streamed body. False: wait for `onDrain`. */
  write(chunk: Buffer): boolean {
    return this.#call?.write(chunk) ?? true;
  }

  /** Ends a streamed body. */
  end(trailers: readonly string[]): void {
    this.#call?.end(trailers);
  }

  /** Back-pressure to the replica. */
  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  /** Time is over: why, if it was spent in line. */
  expire(): Refusal | undefined {
    return this.#wait?.isWaiting ? this.#wait.expired() : undefined;
  }

  /** Gives up; the owner hears nothing more. */
  cancel(): void {
    this.#wait?.leave();
    this.#call?.abort();
    this.#release();
  }

  onReady(): void {
    this.#isBodyConsumed = true;
    this.#owner.onReady();
  }

  onHead(
    status: number,
    headers: readonly string[],
    notes?: AnswerNotes,
  ): void {
    this.#hasHead = true;
    this.#owner.onHead(status, headers, notes);
  }

  onData(chunk: Buffer): void {
    this.#owner.onData(chunk);
  }

  onFlush(): void {
    this.#owner.onFlush();
  }

  onEnd(trailers: readonly string[]): void {
    this.#release();
    this.#owner.onEnd(trailers);
  }

  onDrain(): void {
    this.#owner.onDrain();
  }

  onFailure(failure: UpstreamFailure): void {
    const replica = this.#replica!;
    this.#release();
    if (!this.#hasHead)
      this.#context.replicaFailed(
        this.#revision!,
        replica,
        this.#owner.isGrpc ? otherPort(failure) : failure,
      );
    if (this.#mayRetry(failure)) {
      this.#tried = replica;
      this.send();
      return;
    }
    this.#owner.onRefused(upstreamRefusal(failure));
  }

  /** Waits for a replica, for no longer than such requests may. */
  #hold(line: Line): void {
    const owner = this.#owner;
    this.#wait ??= new Wait(this.#context, owner, () => {
      owner.onProceed();
      this.send();
    });
    const place = this.#wait.begin(line, this.#timeoutMs);
    if (typeof place !== 'number') owner.onRefused(place);
    else if (this.#wait.isWaiting) owner.onWait(place);
  }

  #mayRetry(failure: UpstreamFailure): boolean {
    return (
      this.#tried === undefined &&
      !this.#isBodyConsumed &&
      !this.#hasHead &&
      (failure.kind === 'unreachable' || failure.wasStale)
    );
  }

  #release(): void {
    this.#call = undefined;
    const replica = this.#replica;
    if (!replica) return;
    replica.inflight--;
    this.#replica = undefined;
    const { slots, key } = this.#revision!;
    if (slots?.release(replica)) this.#context.slotFreed(key);
  }
}

function noReplica(revision: LiveRevision, isGrpc = false): Refusal {
  if (!isGrpc || revision.replicas.length === 0)
    return refusals.allReplicasDead;
  return revision.grpc.isComing ? refusals.notReady : refusals.grpcUnsupported;
}

/** A shut port for gRPC does not say that the replica is gone: it is looked at. */
function otherPort(failure: UpstreamFailure): UpstreamFailure {
  return failure.kind === 'unreachable'
    ? { ...failure, kind: 'reset' }
    : failure;
}
