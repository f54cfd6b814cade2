import { BoundedCopy } from '../payload';
import { UpstreamBody } from '../upstream';

/** A request that is to be copied. */
export interface ShadowedRequest {
  readonly method: string;
  /** What is left of the path, with its query. */
  readonly path: string;
  /** End-to-end headers as they are sent to replicas; names and values in turn. */
  readonly headers: readonly string[];
  readonly client: string;
}

/** What becomes of a copy: it is given on, or dropped. */
export interface ShadowDesk {
  send(request: ShadowedRequest, revision: string, body: UpstreamBody): void;
  drop(revision: string, reason: ShadowDrop): void;
}

/** Why a copy was not sent. */
export type ShadowDrop =
  /** The body is longer than copies are, or all bodies together are. */
  | 'TooLarge'
  /** The request was not answered, or was answered before it was complete. */
  | 'Unanswered'
  /** As many copies are under way as may be. */
  | 'Busy'
  | 'NoReplica'
  | 'NoSlot';

/**
 * One request on its way to be copied: its body is kept while it passes by, and the copy leaves when the request is answered
 * and nothing of it is left to do.
 */
export class ShadowCopy {
  readonly #desk: ShadowDesk;
  readonly #request: ShadowedRequest;
  readonly #revision: string;
  readonly #whole: Buffer | undefined;
  readonly #pieces: BoundedCopy | undefined;
  #isComplete: boolean;
  #isAnswered = false;
  #isClosed = false;

  /** @param pieces - where a body is kept that comes in pieces; absent: there is none, or it is whole */
  constructor(
    desk: ShadowDesk,
    request: ShadowedRequest,
    revision: string,
    body: Buffer | undefined,
    pieces?: BoundedCopy,
  ) {
    this.#desk = desk;
    this.#request = request;
    this.#revision = revision;
    this.#whole = body;
    this.#pieces = pieces;
    this.#isComplete = pieces === undefined;
  }

  /** A piece of the request's body. */
  data(piece: Buffer): void {
    if (this.#isClosed) return;
    this.#pieces?.add(piece);
    if (this.#pieces?.isTruncated) this.#drop('TooLarge');
  }

  /** The request is complete. */
  end(): void {
    this.#isComplete = true;
  }

  /** Its answer is complete. */
  answered(): void {
    this.#isAnswered = true;
  }

  /** The request is over, however it ended. */
  close(): void {
    if (this.#isClosed) return;
    if (!this.#isAnswered || !this.#isComplete) {
      this.#drop('Unanswered');
      return;
    }
    this.#isClosed = true;
    const body = this.#pieces ? this.#pieces.take() : this.#whole;
    this.#desk.send(this.#request, this.#revision, body);
  }

  #drop(reason: ShadowDrop): void {
    this.#isClosed = true;
    this.#pieces?.drop();
    this.#desk.drop(this.#revision, reason);
  }
}
