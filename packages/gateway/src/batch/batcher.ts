import { GatewayBatching } from '@greenroom/backstage-plugin-model-serving-common';
import { SentBatch } from './sentBatch';
import { BatchForm, BatchMember, ReadyBatch, SendBatch } from './types';

/** What a batcher is made of. */
export interface BatcherOptions<Outcome, Sample> {
  readonly send: SendBatch<Outcome, Sample>;
  readonly newId: () => string;
  /** Calls back after some ms, unless cancelled. */
  readonly schedule: (ms: number, callback: () => void) => () => void;
  /** Bytes that may wait together; what comes beyond does not wait. */
  readonly maxWaitingBytes?: number;
}

/** A request's place in a batch. */
export interface BatchPlace {
  /** Its client left: it is not sent any more; if it was, its answer is thrown away. */
  leave(): void;
}

const defaultWaitingBytes = 64 * 1024 * 1024;

/**
 * Collects requests of one revision into batches. A batch is sent when it has `maxBatchSize` instances, or
 * `maxLatencyMs` after its first request came; a request that is large enough by itself goes alone at once. Batches of
 * different keys, and batches on their way, know nothing of each other.
 */
export class Batcher<Outcome, Sample> {
  readonly #options: BatcherOptions<Outcome, Sample>;
  readonly #open = new Map<string, OpenBatch<Outcome, Sample>>();
  #waitingBytes = 0;

  constructor(options: BatcherOptions<Outcome, Sample>) {
    this.#options = options;
  }

  /** Requests that wait. */
  get waiting(): number {
    let sum = 0;
    for (const { members } of this.#open.values()) sum += members.length;
    return sum;
  }

  /** Takes a request into the batch of its key. It may be sent, but is not settled, before this returns. */
  join(
    key: string,
    limits: GatewayBatching,
    form: BatchForm,
    sample: Sample,
    member: BatchMember<Outcome>,
  ): BatchPlace {
    const maxBytes = this.#options.maxWaitingBytes ?? defaultWaitingBytes;
    if (
      member.part.size >= limits.maxBatchSize ||
      this.#waitingBytes + member.bytes > maxBytes
    )
      return this.#sendOut({ form, sample, members: [member] }, member);
    let batch = this.#open.get(key);
    if (!batch) {
      batch = { form, sample, members: [], size: 0, sent: undefined };
      const opened = batch;
      batch.cancel = this.#options.schedule(limits.maxLatencyMs, () =>
        this.#close(key, opened),
      );
      this.#open.set(key, batch);
    }
    batch.members.push(member);
    batch.size += member.part.size;
    this.#waitingBytes += member.bytes;
    const place = this.#placeIn(key, batch, member);
    if (batch.size >= limits.maxBatchSize) this.#close(key, batch);
    return place;
  }

  /** Sends all that waits now. */
  flush(): void {
    for (const [key, batch] of this.#open) this.#close(key, batch);
  }

  #close(key: string, batch: OpenBatch<Outcome, Sample>): void {
    batch.cancel?.();
    this.#open.delete(key);
    for (const { bytes } of batch.members) this.#waitingBytes -= bytes;
    batch.sent = new SentBatch(
      { ...batch, id: this.#options.newId() },
      this.#options.send,
    );
  }

  #sendOut(
    batch: Omit<ReadyBatch<Outcome, Sample>, 'id'>,
    member: BatchMember<Outcome>,
  ): BatchPlace {
    const sent = new SentBatch(
      { ...batch, id: this.#options.newId() },
      this.#options.send,
    );
    return { leave: () => sent.leave(member) };
  }

  #placeIn(
    key: string,
    batch: OpenBatch<Outcome, Sample>,
    member: BatchMember<Outcome>,
  ): BatchPlace {
    return {
      leave: () => {
        if (batch.sent) {
          batch.sent.leave(member);
          return;
        }
        const at = batch.members.indexOf(member);
        if (at < 0) return;
        batch.members.splice(at, 1);
        batch.size -= member.part.size;
        this.#waitingBytes -= member.bytes;
        if (batch.members.length > 0) return;
        batch.cancel?.();
        this.#open.delete(key);
      },
    };
  }
}

interface OpenBatch<Outcome, Sample> {
  readonly form: BatchForm;
  readonly sample: Sample;
  readonly members: BatchMember<Outcome>[];
  size: number;
  cancel?: () => void;
  sent: SentBatch<Outcome, Sample> | undefined;
}
