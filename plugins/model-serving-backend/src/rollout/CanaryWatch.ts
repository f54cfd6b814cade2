import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentName,
  GatewayEvent,
  GuardLimits,
  GuardTrip,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Clock } from '../time';
import { judgeCanary } from './judgeCanary';
import {
  KEPT_TRAFFIC_MS,
  noTraffic,
  RevisionTraffic,
  TrafficTotals,
} from './RevisionTraffic';
import { countedFrom, inGrains } from './SplitObservation';
import type { ObservedSplit, SplitObservation } from './SplitObservation';

/**
 * What gateways count reaches us up to two seconds later. So much of what comes after a change of the shares was still
 * answered by the ones before.
 */
const COUNTED_LATE_MS = 2_000;

/**
 * For how long a canary may be slow after its share was set: its code is not compiled yet and its caches are empty. What
 * fails counts at once.
 */
const WARM_UP_MS = 10_000;

/** A component's traffic that is split, as a pass over its service knows it. */
export interface WatchedSplit {
  readonly component: ComponentName;
  readonly stable: WatchedRevision;
  readonly canary: WatchedRevision;
  /** What is asked for. */
  readonly percent: number;
  /** What the canary has: nothing, if the guard took its traffic. */
  readonly share: number;
  /** What all canaries of the component leave the stable one. */
  readonly rest: number;
  /** Undefined: nothing guards the canary. */
  readonly limits?: GuardLimits;
  /** Somebody let it go on after it was stopped, ms since epoch: it is judged by what comes after that. */
  readonly allowedAt?: number;
}

/** One side of a split. */
export interface WatchedRevision {
  readonly key: string;
  readonly name: string;
  readonly number: number;
}

/** Whose traffic is split. */
export interface SplitService {
  readonly ref: ResourceRef;
  readonly uid: string;
}

/** Options of a {@link CanaryWatch}. */
export interface CanaryWatchOptions {
  /** The guard took a canary's traffic: the service wants a pass. */
  readonly onTrip: (ref: ResourceRef) => void;
  /** Whether this process may still act. */
  readonly mayAct: () => boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: LoggerService;
}

/**
 * Watches splits for the length of one term: what each side answered since the shares are as they are, five minutes at most,
 * and whether the canary is worse. It only judges: the next pass over the service takes the canary's traffic.
 */
export class CanaryWatch {
  readonly #options: CanaryWatchOptions;
  /** By cluster. */
  readonly #traffic = new Map<string, RevisionTraffic>();
  /** By service. */
  readonly #splits = new Map<string, Watched>();
  /** Of services that no pass has named yet, by uid. */
  #kept = new Map<string, SplitObservation>();

  constructor(options: CanaryWatchOptions) {
    this.#options = options;
  }

  /** What is kept of splits from the term before, by uid of their service: one that is still the same goes on from there. */
  restore(kept: ReadonlyMap<string, SplitObservation>): void {
    this.#kept = new Map(kept);
  }

  /** Names the splits of a service: others of it are forgotten. Returns the canaries among them that lose their traffic, by revision. */
  watch(
    { ref, uid }: SplitService,
    splits: readonly WatchedSplit[],
  ): ReadonlyMap<string, GuardTrip> {
    const service = stringifyResourceRef(ref);
    const before = this.#splits.get(service);
    const kept = this.#kept.get(uid);
    this.#kept.delete(uid);
    if (splits.length === 0 && !before) return new Map();
    const now = this.#options.clock.now();
    const entries = splits.map((split): Entry => {
      const known = before?.entries.find(
        ({ split: other }) => other.canary.key === split.canary.key,
      );
      if (!known) {
        const same = kept?.splits.find(other => isKept(other, split));
        const since = Math.max(
          same?.since ?? now + COUNTED_LATE_MS,
          (split.allowedAt ?? 0) + COUNTED_LATE_MS,
        );
        return { split, since };
      }
      if (!isSame(known.split, split))
        return { split, since: now + COUNTED_LATE_MS };
      // Another canary's share changed: what was found of this one stays.
      if (isShifted(known.split, split))
        return { ...known, split, since: now + COUNTED_LATE_MS };
      return { ...known, split };
    });
    if (entries.length === 0) this.#splits.delete(service);
    else this.#splits.set(service, { ref, uid, entries });
    this.#follow(ref.cluster);
    if (kept && entries.length > 0) this.#goOn(ref.cluster, kept);
    return new Map(
      entries.flatMap(({ split, trip }) =>
        trip ? [[split.canary.name, trip]] : [],
      ),
    );
  }

  /** A gateway of a cluster said something. */
  onGatewayEvent(cluster: string, gateway: string, event: GatewayEvent): void {
    const now = this.#options.clock.now();
    this.#trafficOf(cluster).onGatewayEvent(gateway, event, now);
    if (event.type !== 'counters') return;
    for (const watched of this.#splits.values())
      if (watched.ref.cluster === cluster) this.#judge(watched, now);
  }

  /** What each side answered since the shares are as they are, by uid of the service: to be kept. */
  observations(): ReadonlyMap<string, SplitObservation> {
    const now = this.#options.clock.now();
    const all = new Map(this.#kept);
    for (const { ref, uid, entries } of this.#splits.values()) {
      const splits = entries.map(observedSplit);
      const keys = splits.flatMap(({ stable, canary }) => [stable, canary]);
      const revisions = [...new Set(keys)].sort().map(key => {
        const from = countedFrom(splits, key, now) ?? now;
        const counted = this.#trafficOf(ref.cluster).entries(key);
        return [key, inGrains(counted, from)];
      });
      all.set(uid, { splits, revisions: Object.fromEntries(revisions) });
    }
    return all;
  }

  #goOn(cluster: string, { revisions }: SplitObservation): void {
    for (const [key, entries] of Object.entries(revisions))
      this.#trafficOf(cluster).restore(key, entries);
  }

  #judge({ ref, entries }: Watched, now: number): void {
    for (const entry of entries) {
      const { split, since, trip } = entry;
      const { limits, stable, canary, percent, share } = split;
      if (trip || share === 0 || !limits || !this.#options.mayAct()) continue;
      const both = (after: number) => {
        const from = this.#from(after, now);
        return {
          stable: this.#totals(ref.cluster, stable.key, from),
          canary: this.#totals(ref.cluster, canary.key, from),
        };
      };
      const because = judgeCanary({
        all: both(since),
        warm: both(since + WARM_UP_MS),
        limits,
        name: `v${stable.number}`,
      });
      if (because === undefined) continue;
      const at = new Date(now).toISOString();
      entry.trip = { revision: canary.name, percent, at, because };
      this.#options.logger.warn(
        `The canary ${canary.key} loses its traffic: ${because}`,
      );
      this.#options.onTrip(ref);
    }
  }

  #from(since: number, now: number): number {
    return Math.max(since, now - KEPT_TRAFFIC_MS);
  }

  #totals(cluster: string, key: string, from: number): TrafficTotals {
    return this.#trafficOf(cluster).since(key, from) ?? noTraffic;
  }

  #trafficOf(cluster: string): RevisionTraffic {
    let traffic = this.#traffic.get(cluster);
    if (!traffic) this.#traffic.set(cluster, (traffic = new RevisionTraffic()));
    return traffic;
  }

  #follow(cluster: string): void {
    const keys = new Set<string>();
    for (const { ref, entries } of this.#splits.values()) {
      if (ref.cluster !== cluster) continue;
      for (const { split } of entries)
        keys.add(split.stable.key).add(split.canary.key);
    }
    this.#trafficOf(cluster).follow(keys);
  }
}

interface Entry {
  readonly split: WatchedSplit;
  /** ms since epoch; when the shares became what they are. */
  readonly since: number;
  trip?: GuardTrip;
}

interface Watched extends SplitService {
  readonly entries: readonly Entry[];
}

function observedSplit({ split, since }: Entry): ObservedSplit {
  const { stable, canary, percent, share, rest } = split;
  const both = rest + share;
  return { stable: stable.key, canary: canary.key, percent, both, since };
}

/** Whether a split is the one of which something is kept. */
function isKept(kept: ObservedSplit, split: WatchedSplit): boolean {
  const { stable, canary, percent, both } = observedSplit({ split, since: 0 });
  return (
    kept.stable === stable &&
    kept.canary === canary &&
    kept.percent === percent &&
    kept.both === both
  );
}

function isSame(a: WatchedSplit, b: WatchedSplit): boolean {
  return (
    a.stable.key === b.stable.key &&
    a.canary.key === b.canary.key &&
    a.percent === b.percent &&
    a.allowedAt === b.allowedAt
  );
}

/** Whether what the other canaries leave changed: the stable one's counts are not comparable any more. */
function isShifted(a: WatchedSplit, b: WatchedSplit): boolean {
  return a.rest + a.share !== b.rest + b.share;
}
