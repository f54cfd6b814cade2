/**
 * Predictions that come at the same time are sent to the model as one request, and its answer is split again. From a
 * component's `batcher`.
 * @public
 */
export interface GatewayBatching {
  /** Instances after which a batch is sent at once, ≥ 1. */
  readonly maxBatchSize: number;
  /** Longest that the first request of a batch waits for others, in ms, ≥ 1. */
  readonly maxLatencyMs: number;
  /** Time for the answer of a batch in ms; absent: that of the route. */
  readonly timeoutMs?: number;
}
