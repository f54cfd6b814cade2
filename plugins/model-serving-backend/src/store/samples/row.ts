import type { Sample } from '../types';

/** A row of `samples`. PostgreSQL returns its 64 bit integers as text. */
export interface SampleRow {
  readonly uid: string;
  readonly resolution: number;
  readonly at: number | string;
  readonly seconds: number;
  readonly ok: number | string;
  readonly client: number | string;
  readonly server: number | string;
  readonly latency_sum_ms: number;
  readonly latency: string;
  readonly inflight: number;
  readonly desired: number;
  readonly ready: number;
  readonly cpu_cores: number | null;
  readonly memory_bytes: number | null;
}

/** The row that keeps a sample at a resolution in seconds. */
export function rowOf(sample: Sample, resolution: number): SampleRow {
  return {
    uid: sample.uid,
    resolution,
    at: sample.at,
    seconds: sample.seconds,
    ok: sample.ok,
    client: sample.client,
    server: sample.server,
    latency_sum_ms: sample.latencySumMs,
    latency: JSON.stringify(sample.latency),
    inflight: sample.inflight,
    desired: sample.desired,
    ready: sample.ready,
    cpu_cores: sample.cpuCores ?? null,
    memory_bytes: sample.memoryBytes ?? null,
  };
}

/** The sample that a row keeps. */
export function sampleOf(row: SampleRow): Sample {
  return {
    uid: row.uid,
    at: Number(row.at),
    seconds: row.seconds,
    ok: Number(row.ok),
    client: Number(row.client),
    server: Number(row.server),
    latencySumMs: row.latency_sum_ms,
    latency: JSON.parse(row.latency),
    inflight: row.inflight,
    desired: row.desired,
    ready: row.ready,
    cpuCores: row.cpu_cores ?? undefined,
    memoryBytes: row.memory_bytes ?? undefined,
  };
}
