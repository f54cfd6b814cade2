/** What a request asks a model to predict. */
export interface BatchPart {
  /** Requests go together only if their signatures are the same. */
  readonly signature: string;
  /** Instances or rows. */
  readonly size: number;
}

/** A request cannot be read as a prediction; the sentence is KServe's. */
export interface PartProblem {
  readonly problem: string;
}

/**
 * How predictions of one protocol are joined and split. Values pass byte by byte: nothing is read into numbers and
 * written again.
 */
export interface BatchForm<Part extends BatchPart = BatchPart> {
  /** Undefined: a valid request that must go by itself. */
  read(body: Buffer): Part | PartProblem | undefined;
  /** The body of the request for all of them. */
  join(parts: readonly Part[]): Buffer;
  /** The body of each one's answer, in the order of `parts`, or why the answer does not fit. */
  split(
    answer: Buffer,
    parts: readonly Part[],
    batchId: string,
  ): readonly Buffer[] | PartProblem;
}

/** What the model, or the gateway in its place, answered to one request of a batch. */
export interface BatchAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** One request that takes part in a batch. */
export interface BatchMember<Outcome> {
  readonly part: BatchPart;
  /** Bytes of its body. */
  readonly bytes: number;
  /** When it came, monotonic ms. */
  readonly joinedAt: number;
  /** Called once, unless it left before. */
  settle(outcome: Outcome): void;
}

/** A batch that is ready to be sent. */
export interface ReadyBatch<Outcome, Sample> {
  readonly id: string;
  readonly form: BatchForm;
  /** What is sent like it: of the member that came first. */
  readonly sample: Sample;
  /** At least one, in the order in which they came. Those that leave later are still here. */
  readonly members: readonly BatchMember<Outcome>[];
}

/** Sends a batch and settles its members; returns what gives it up when all of them have left. */
export type SendBatch<Outcome, Sample> = (
  batch: ReadyBatch<Outcome, Sample>,
) => { abort(): void };
