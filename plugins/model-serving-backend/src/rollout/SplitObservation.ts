import {
  KEPT_TRAFFIC_MS,
  noTraffic,
  sumSince,
  type TrafficEntry,
  type TrafficTotals,
} from './RevisionTraffic';

/** Entries of so long are kept as one: some 30 of a revision at most. */
const GRAIN_MS = 10_000;

/** A split as it was when its traffic was counted: another share makes it another one. */
export interface ObservedSplit {
  /** Key of the revision that has the rest. */
  readonly stable: string;
  /** Key of the canary. */
  readonly canary: string;
  /** What is asked for. */
  readonly percent: number;
  /** What the stable one and this canary have together: what the other canaries leave. */
  readonly both: number;
  /** ms since epoch; from when on answers count. */
  readonly since: number;
}

/** What the sides of a deployment's splits answered, as it is kept for other backends and for who acts next. */
export interface SplitObservation {
  readonly splits: readonly ObservedSplit[];
  /** By key of the revision, oldest first. */
  readonly revisions: Readonly<Record<string, readonly TrafficEntry[]>>;
}

/** What a revision answered since a moment, ms since epoch. */
export type SinceTotals = TrafficTotals & { readonly since: number };

/** What a revision answered since the shares are as they are, five minutes at most; undefined: it is in no split. */
export function observedTraffic(
  { splits, revisions }: SplitObservation,
  key: string,
  now: number,
): SinceTotals | undefined {
  const since = countedFrom(splits, key, now);
  if (since === undefined) return undefined;
  const entries = revisions[key];
  return { ...(entries ? sumSince(entries, since) : noTraffic), since };
}

/** From when on a revision of these splits counts; undefined: it is in none. */
export function countedFrom(
  splits: readonly ObservedSplit[],
  key: string,
  now: number,
): number | undefined {
  const split = splits.find(
    ({ stable, canary }) => stable === key || canary === key,
  );
  return split && Math.max(split.since, now - KEPT_TRAFFIC_MS);
}

/** What came after a moment, in grains. Each has the time of its first entry: at a border it is left out rather than counted twice. */
export function inGrains(
  entries: readonly TrafficEntry[],
  from: number,
): TrafficEntry[] {
  const grains = new Map<number, TrafficEntry[]>();
  for (const entry of entries) {
    if (entry.at <= from) continue;
    const grain = Math.floor(entry.at / GRAIN_MS);
    const known = grains.get(grain);
    if (known) known.push(entry);
    else grains.set(grain, [entry]);
  }
  return [...grains.values()].map(grain => ({
    at: grain[0].at,
    ...sumSince(grain, from),
  }));
}
