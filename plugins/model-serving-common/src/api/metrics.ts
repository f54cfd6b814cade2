/** Metric ranges people can choose. @public */
export type MetricRange = '15m' | '1h' | '24h' | '7d' | '30d';

/** Points are `[ms since epoch, value | null]`; null: not measured. @public */
export interface MetricSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number | null])[];
}

/** Answer of `GET …/metrics`. Rates per second, latencies in ms, cpu in cores, memory in bytes. @public */
export interface DeploymentMetrics {
  readonly range: MetricRange;
  readonly stepSeconds: number;
  /**
   * Points of which only a part was measured, as of the newest one: `[ms since epoch, seconds]`. Their rates are over these
   * seconds. Absent: not told.
   */
  readonly shortPoints?: readonly (readonly [number, number])[];
  /** Why there is nothing, where there is nothing. */
  readonly absence?: string;
  readonly requests: readonly MetricSeries[]; // ok, client, server
  readonly latency: readonly MetricSeries[]; // p50, p95, p99
  readonly errors: readonly MetricSeries[]; // ratio
  readonly inflight: readonly MetricSeries[];
  readonly replicas: readonly MetricSeries[]; // desired, ready
  readonly cpu: readonly MetricSeries[];
  readonly memory: readonly MetricSeries[];
  /** Those that had requests, the most first. Absent: a backend that does not tell them apart. */
  readonly revisions?: readonly RevisionMetrics[];
  /** By the tag that requests name, the most first; none where the deployment has no tags. Absent: not told apart. */
  readonly tags?: readonly TrafficPart[];
  /** By token, the most first. Absent: the caller may not see the deployment's tokens. */
  readonly tokens?: readonly TrafficPart[];
  /** Answered or broken off by the gateway itself, by its reason, the most first. Absent: not told apart. */
  readonly refusals?: readonly TrafficPart[];
}

/** Requests of one part of the traffic in the range. @public */
export interface TrafficPart {
  /** Of the tag (`UNTAGGED`, `UNKNOWN_TAG` among them), the token, or the reason. */
  readonly name: string;
  /** All that is not told apart. */
  readonly isRest?: true;
  /** Answers by class, as in `DeploymentMetrics.requests`. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  /** Over the whole range, ms. Absent: not measured. */
  readonly p95?: number;
  /** Per second, by class. Absent: it is not among the busiest. */
  readonly requests?: readonly MetricSeries[];
  /** p95, ms. */
  readonly latency?: MetricSeries;
}

/** Requests of one revision in the range. @public */
export interface RevisionMetrics {
  /** Its name. */
  readonly revision: string;
  /** Answers by class, as in `DeploymentMetrics.requests`. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  /** Over the whole range, ms. */
  readonly p95?: number;
  /** Per second, all classes. */
  readonly requests: MetricSeries;
  /** p95, ms. */
  readonly latency: MetricSeries;
  /** Per second, by class. Absent: it is not among the busiest. */
  readonly answers?: readonly MetricSeries[];
}
