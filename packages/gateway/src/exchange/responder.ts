import { Outcome } from '../traffic';
import { UpstreamBody } from '../upstream';
import { Refusal } from './refusal';
import { LiveRoute } from './types';

/**
 * What answers the requests of a kind of route: a replica of one of its revisions, a graph, … One object per request.
 * Called in this order: `enter`, `start`, then what happens. It speaks to its exchange; after `cancel` it is silent.
 */
export interface Responder {
  /** Time for the body, then for the head of the answer, in ms; known after `enter`. */
  readonly timeoutMs: number;
  /** Bodies of a known length up to this are read whole; undefined: as long as all are. Known after `enter`. */
  readonly maxBufferedBytes?: number;
  /** The revision that it went to; undefined: none, or several. */
  readonly revisionKey?: string;
  /** Time in line for a replica, in ms. */
  readonly waitedMs?: number;
  /**
   * The request may be for this route: chooses where it goes, and counts it there. Again after `leave`, if a new
   * snapshot came. Returns why it cannot be answered.
   */
  enter(route: LiveRoute, now: number): Refusal | undefined;
  /** The request goes elsewhere: it was never there. */
  leave(now: number): void;
  /** The body was read; or it streams once {@link Exchange.readBody} was called. */
  start(body: UpstreamBody): void;
  /** A piece of a streamed body. False: no more for now; the responder will resume the request. */
  write(chunk: Buffer): boolean;
  /** A streamed body is complete. */
  writeEnd(trailers: readonly string[]): void;
  /** The client takes more of the answer. */
  resume(): void;
  /** The time is over before the head of an answer: why, if the responder knows better than its exchange. */
  expire(): Refusal | undefined;
  /** Gives up all that is under way. May be called more than once, and before `start`. */
  cancel(): void;
  /** The exchange is over: counts it. */
  finish(
    now: number,
    outcome: Outcome,
    latencyMs: number,
    bytesIn: number,
    bytesOut: number,
  ): void;
}
