import type {
  GatewayCounters,
  GatewayEvent,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '../time';
import { Ceiling, ceilingAfter, isWorthTelling } from './ceilingAfter';
import { CountedPeriod, CounterDifferences } from './CounterDifferences';
import { optional } from './optional';
import { RevisionScaler } from './RevisionScaler';
import { AnyScaleRecord } from './ScaleRecord';
import { resume } from './resume';
import { RecordedDecision, ScaleRecorder } from './ScaleRecorder';
import { ComponentScale } from './scaleSpecOf';
import {
  ReplicaRequests,
  UsageReplica,
  UsageScale,
  UsageScaler,
} from './usage';

const TICK_MS = 2_000;

/** A revision that is scaled by its requests or its usage, as a pass over its service knows it. */
export interface ScaledRevision {
  readonly key: string;
  readonly spec: ComponentScale | UsageScale;
  /** What its replicas ask for. */
  readonly requests: ReplicaRequests;
  /** Most requests in flight per replica; absent: no limit. */
  readonly concurrencyLimit?: number;
  /** Replicas that the cluster was last told to have; undefined: it knows none. */
  readonly told?: number;
  /** It has had a ready replica since it was last started. */
  readonly isInitialized: boolean;
}

/** The service of revisions. */
export interface ScaledService {
  readonly ref: ResourceRef;
  readonly uid: string;
}

/** What the autoscaler sees of a cluster. */
export interface ScaledCluster {
  /** Replicas of a revision that may be given requests. */
  ready(key: string): number;
  /** Whether every gateway confirmed to hold requests of the revision while it has no replica. */
  isHeld(key: string): boolean;
  /** What is known of its replicas' usage, without those that end. */
  usage(key: string): readonly UsageReplica[];
}

/** Options of an {@link Autoscaler}. */
export interface AutoscalerOptions {
  readonly cluster: (name: string) => ScaledCluster;
  /** What becomes of each decision. */
  readonly recorder: Pick<ScaleRecorder, 'note' | 'forget'>;
  /** The service should have another number of replicas. */
  readonly onChange: (ref: ResourceRef) => void;
  /** Whether this process may still act. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/**
 * Decides how many replicas revisions have, for the length of one term. By their requests: every two seconds, and at once
 * when a request waits for a revision at zero; by what their replicas use: every 15 seconds. It only decides: the next pass over the service does it.
 */
export class Autoscaler {
  readonly #options: AutoscalerOptions;
  readonly #counters = new Map<string, CounterDifferences>();
  /** By cluster and revision key. */
  readonly #scaled = new Map<string, Map<string, Scaled>>();
  /** Keys of the revisions of each service. */
  readonly #services = new Map<string, ReadonlySet<string>>();
  /** What others decided last, by service and revision. */
  #inherited: ReadonlyMap<string, AnyScaleRecord> = new Map();
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(options: AutoscalerOptions) {
    this.#options = options;
  }

  /** What was decided before this process decided: revisions go on from it. */
  restore(decisions: readonly RecordedDecision[]): void {
    this.#inherited = new Map(
      decisions.map(({ uid, revision, record }) => [
        `${uid} ${revision}`,
        record,
      ]),
    );
  }

  start(): void {
    this.#cancel = this.#options.clock.schedule(TICK_MS, () => {
      for (const [cluster, revisions] of this.#scaled)
        for (const [key, scaled] of revisions) this.#tick(cluster, key, scaled);
      if (!this.#isStopped) this.start();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /**
   * Names the revisions of a service that are to be scaled: others of it are forgotten. Returns how many replicas each
   * should have now.
   */
  scale(
    { ref, uid }: ScaledService,
    revisions: readonly ScaledRevision[],
  ): ReadonlyMap<string, number> {
    const known = obtain(this.#scaled, ref.cluster, () => new Map());
    const service = stringifyResourceRef(ref);
    const keys = new Set(revisions.map(({ key }) => key));
    for (const key of this.#services.get(service) ?? [])
      if (!keys.has(key)) {
        known.delete(key);
        this.#options.recorder.forget(uid, key);
      }
    if (keys.size > 0) this.#services.set(service, keys);
    else this.#services.delete(service);
    const now = this.#options.clock.now();
    return new Map(
      revisions.map(revision => {
        const { key, spec, told } = revision;
        const scaled = known.get(key);
        const before = scaled?.scaler;
        const limit = optional('concurrencyLimit', revision.concurrencyLimit);
        if (before && isConfigured(before, spec, now)) {
          const { ceiling } = scaled;
          const isSame = ceiling?.max === spec.maxScale;
          known.set(key, {
            ...limit,
            ...optional('ceiling', isSame ? ceiling : undefined),
            ref,
            uid,
            scaler: before,
          });
          return [key, before.replicas];
        }
        const scaler = this.#scalerOf(ref.cluster, uid, {
          ...revision,
          ...optional('told', before?.replicas ?? told),
        });
        known.set(key, { ...limit, ref, uid, scaler });
        return [key, scaler.replicas];
      }),
    );
  }

  /** The last looks at a revision, oldest first; undefined: it is not scaled. */
  records(cluster: string, key: string): readonly AnyScaleRecord[] | undefined {
    return this.#scaled.get(cluster)?.get(key)?.scaler.records;
  }

  /** How the maximum of a revision holds requests up; undefined: it does not. */
  ceiling(cluster: string, key: string): Ceiling | undefined {
    const ceiling = this.#scaled.get(cluster)?.get(key)?.ceiling;
    return isWorthTelling(ceiling) ? ceiling : undefined;
  }

  /** A gateway of a cluster said something. */
  onGatewayEvent(cluster: string, gateway: string, event: GatewayEvent): void {
    const counters = obtain(
      this.#counters,
      cluster,
      () => new CounterDifferences(),
    );
    if (event.type === 'hello') counters.connected(gateway, event.startedAt);
    else if (event.type === 'counters')
      this.#count(cluster, counters.add(gateway, event as GatewayCounters));
    else if (event.type === 'activate') this.#activate(cluster, event.revision);
  }

  #count(cluster: string, { samples, periodMs }: CountedPeriod): void {
    const now = this.#options.clock.now();
    for (const [key, scaled] of this.#scaled.get(cluster) ?? []) {
      const { scaler } = scaled;
      if (scaler instanceof UsageScaler) continue;
      const sample = samples.get(key);
      scaler.record(
        now,
        sample ?? { concurrencySeconds: 0, arrivals: 0, periodMs },
      );
      if (!sample || sample.concurrencySeconds === 0) continue;
      // While requests wait each report counts: a burst must not be taken for its first request until the next tick.
      const isAwaited =
        scaler.replicas === 0 || scaler.activity === 'activating';
      if (isAwaited || scaler.isOverrun(sample))
        this.#tick(cluster, key, scaled);
    }
  }

  #activate(cluster: string, key: string): void {
    const scaled = this.#scaled.get(cluster)?.get(key);
    if (!scaled || scaled.scaler instanceof UsageScaler) return;
    if (scaled.scaler.replicas > 0) return;
    scaled.scaler.announce(this.#options.clock.now());
    this.#tick(cluster, key, scaled);
  }

  /** One that fails must not end the others' ticks. */
  #tick(cluster: string, key: string, scaled: Scaled): void {
    const { ref, uid, scaler } = scaled;
    const { mayAct, clock, onChange, recorder, logger } = this.#options;
    if (!mayAct()) return;
    const before = scaler.replicas;
    try {
      const now = clock.now();
      const record =
        scaler instanceof UsageScaler
          ? scaler.tick(now, this.#options.cluster(cluster).usage(key))
          : scaler.tick({ now, ...this.#sight(cluster, key) });
      if (!record) return;
      recorder.note({ uid, revision: key, record });
      if (this.#isCeilingNews(cluster, key, scaled, record)) onChange(ref);
    } catch (error) {
      logger.warn(
        `${key} keeps its ${before} replicas: no decision could be made`,
        error as Error,
      );
      return;
    }
    if (scaler.replicas === before) return;
    logger.debug(`${key}: ${before} → ${scaler.replicas} replicas`);
    onChange(ref);
  }

  /** Looks whether the maximum holds requests up. True: that is something else than before. */
  #isCeilingNews(
    cluster: string,
    key: string,
    scaled: Scaled,
    { at, desired, ready, spec }: AnyScaleRecord,
  ): boolean {
    const { concurrencyLimit, ceiling: before, ...rest } = scaled;
    const inflight = this.#counters.get(cluster)?.inflight(key) ?? 0;
    const ceiling = ceilingAfter(before, {
      at,
      desired,
      max: spec.maxScale,
      isCrowded:
        concurrencyLimit !== undefined && inflight > ready * concurrencyLimit,
    });
    this.#scaled.get(cluster)?.set(key, {
      ...rest,
      ...optional('concurrencyLimit', concurrencyLimit),
      ...optional('ceiling', ceiling),
    });
    return isWorthTelling(ceiling) !== isWorthTelling(before);
  }

  #scalerOf(cluster: string, uid: string, revision: ScaledRevision): Scaler {
    const { key, spec, requests, told, isInitialized } = revision;
    const now = this.#options.clock.now();
    if (spec.kind === 'usage')
      return new UsageScaler(spec, {
        now,
        requests,
        ...optional('told', told),
      });
    const { ready } = this.#sight(cluster, key);
    const last = this.#inherited.get(`${uid} ${key}`);
    const resumed = resume({
      spec,
      now,
      ...optional('told', told),
      ...optional('last', last),
    });
    return new RevisionScaler(spec, {
      now,
      ready,
      isInitialized,
      ...optional('told', told ?? (resumed && last?.replicas)),
      ...optional('resumed', resumed),
    });
  }

  #sight(
    name: string,
    key: string,
  ): { ready: number; inflight: number; isHeld: boolean } {
    const cluster = this.#options.cluster(name);
    return {
      ready: cluster.ready(key),
      inflight: this.#counters.get(name)?.inflight(key) ?? 0,
      isHeld: cluster.isHeld(key),
    };
  }
}

interface Scaled {
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly scaler: Scaler;
  readonly concurrencyLimit?: number;
  readonly ceiling?: Ceiling;
}

type Scaler = RevisionScaler | UsageScaler;

/** Tells a scaler what is asked for now. False: it is not of that kind. */
function isConfigured(
  scaler: Scaler,
  spec: ScaledRevision['spec'],
  now: number,
): boolean {
  if (scaler instanceof UsageScaler) {
    if (spec.kind === 'usage') scaler.configure(spec, now);
    return spec.kind === 'usage';
  }
  if (spec.kind === undefined) scaler.configure(spec, now);
  return spec.kind === undefined;
}

function obtain<V>(map: Map<string, V>, key: string, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
