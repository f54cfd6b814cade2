import { BatchMember, ReadyBatch, SendBatch } from './types';

/** A batch on its way: settles those that are still there, and is given up when nobody is. */
export class SentBatch<Outcome, Sample> {
  readonly #present: Set<BatchMember<Outcome>>;
  readonly #call: { abort(): void };

  constructor(
    batch: ReadyBatch<Outcome, Sample>,
    send: SendBatch<Outcome, Sample>,
  ) {
    const present = new Set(batch.members);
    this.#present = present;
    this.#call = send({
      id: batch.id,
      form: batch.form,
      sample: batch.sample,
      members: batch.members.map(member => ({
        ...member,
        settle(outcome) {
          if (present.delete(member)) member.settle(outcome);
        },
      })),
    });
  }

  leave(member: BatchMember<Outcome>): void {
    if (this.#present.delete(member) && this.#present.size === 0)
      this.#call.abort();
  }
}
