import { GatewayBatching } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Batcher,
  batchFormOf,
  batchKey,
  BatchMember,
  BatchPart,
  BatchPlace,
} from '../../batch';
import { BatchCall, BatchOutcome, BatchSample } from './batchCall';
import { Refusal, refusals } from '../refusal';
import { ExchangeContext } from '../types';

/** Bodies up to this length are read whole to be batched; longer ones go by themselves. */
export const maxBatchedBytes = 8 * 1024 * 1024;

/** Headers that make a body something else than the JSON that it seems to be. */
const encodings = ['content-encoding', 'inference-header-content-length'];

/** A request as it could be batched. */
export interface BatchedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly client: string;
  readonly body: Buffer;
  /** Time for the answer in ms, as its route has it. */
  readonly timeoutMs: number;
  settle(outcome: BatchOutcome): void;
}

/** Collects the requests of one revision, across snapshots. */
export class RevisionBatcher {
  readonly #context: ExchangeContext;
  readonly #revision: string;
  readonly #batcher: Batcher<BatchOutcome, BatchSample>;
  #limits: GatewayBatching;

  constructor(
    context: ExchangeContext,
    revision: string,
    limits: GatewayBatching,
  ) {
    this.#context = context;
    this.#revision = revision;
    this.#limits = limits;
    this.#batcher = new Batcher({
      newId: context.newRequestId,
      // Finer than the wheel's ticks: a batch may wait for less than one of them.
      schedule: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      send: batch => {
        this.#count(batch.members);
        return BatchCall.send(context, revision, batch);
      },
    });
  }

  /** A snapshot has these limits for what comes from now on. */
  adopt(limits: GatewayBatching): void {
    this.#limits = limits;
  }

  /** Nothing waits any longer: the gateway drains, or requests are not batched any more. */
  flush(): void {
    this.#batcher.flush();
  }

  /** Takes a request into a batch. Undefined: it must go by itself. A refusal: it cannot be read. */
  take(request: BatchedRequest): BatchPlace | Refusal | undefined {
    const { method, path, headers, body, client } = request;
    const form = batchFormOf(method, path);
    if (!form) return undefined;
    const sent = headersOfBatch(headers);
    if (!sent) return undefined;
    const part = form.read(body);
    if (!part) return undefined;
    if ('problem' in part)
      return { ...refusals.badRequest, message: part.problem };
    const { timeoutMs = request.timeoutMs } = this.#limits;
    return this.#batcher.join(
      batchKey(path, sent, part.signature),
      this.#limits,
      form,
      {
        path,
        headers: sent,
        client,
        timeoutMs: Math.min(timeoutMs, request.timeoutMs),
      },
      this.#member(part, request),
    );
  }

  #member(
    part: BatchPart,
    { body, settle }: BatchedRequest,
  ): BatchMember<BatchOutcome> {
    const joinedAt = this.#context.now();
    return { part, bytes: body.length, joinedAt, settle };
  }

  #count(members: readonly BatchMember<BatchOutcome>[]): void {
    const { ledger, now } = this.#context;
    const sentAt = now();
    let size = 0;
    let waitedMs = 0;
    for (const { part, joinedAt } of members) {
      size += part.size;
      waitedMs += sentAt - joinedAt;
    }
    ledger.tallies.add('batch_size', this.#revision, size);
    ledger.tallies.add(
      'batch_wait_seconds',
      this.#revision,
      waitedMs / 1000,
      members.length,
    );
  }
}

/** Headers of a batch; undefined: the body is not plain JSON. Its answer must be, so nothing else is accepted for it. */
function headersOfBatch(
  headers: readonly string[],
): readonly string[] | undefined {
  const sent: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i].toLowerCase();
    if (encodings.includes(name)) return undefined;
    if (name !== 'accept-encoding') sent.push(headers[i], headers[i + 1]);
  }
  return sent;
}
