import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  GatewayEvent,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { partKey } from '../store';
import type { Sample, SampleStore } from '../store/types';
import { Clock } from '../time';
import { sampleOf } from './sampleOf';
import { TrafficTally } from './TrafficTally';

/** Length of a sample; `SampleStore` keeps these for an hour. */
const SAMPLE_MS = 10_000;

/** A service that samples are made of. */
export interface SampledService {
  readonly uid: string;
  /** Key of its counters. */
  readonly routeId: string;
  readonly revisions: readonly RevisionFacts[];
}

/** Options of a {@link MetricsRecorder}. */
export interface MetricsRecorderOptions {
  readonly samples: SampleStore;
  readonly clock: Clock;
  readonly logger: LoggerService;
  /** All services of a cluster with what runs of them. */
  readonly services: (cluster: string) => Iterable<SampledService>;
  /** Whether this process may write. */
  readonly mayAct: () => boolean;
}

interface ClusterTallies {
  readonly routes: TrafficTally;
  readonly revisions: TrafficTally;
}

/** Name of a revision, of its key `<namespace>/<name>`. */
function nameIn(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Writes the history of traffic, replicas, CPU and memory: a sample per service, and per revision that has requests, every ten seconds. */
export class MetricsRecorder {
  readonly #options: MetricsRecorderOptions;
  readonly #tallies = new Map<string, ClusterTallies>();
  #cancel: () => void = () => {};
  /** Boundary at which the last sample ended: a full ten seconds, whenever the timer really fired. */
  #lastAt: number;
  #flushing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: MetricsRecorderOptions) {
    this.#options = options;
    this.#lastAt = Math.floor(options.clock.now() / SAMPLE_MS) * SAMPLE_MS;
  }

  /** Begins to sample a cluster. */
  watch(cluster: string): void {
    if (this.#tallies.has(cluster)) return;
    const since = this.#options.clock.now();
    this.#tallies.set(cluster, {
      routes: new TrafficTally(since),
      revisions: new TrafficTally(since),
    });
  }

  /** A gateway of a watched cluster said something. */
  onGatewayEvent(cluster: string, gateway: string, event: GatewayEvent): void {
    const tallies = this.#tallies.get(cluster);
    if (!tallies) return;
    const { routes, revisions } = tallies;
    if (event.type === 'hello') {
      routes.connected(gateway, event.startedAt);
      revisions.connected(gateway, event.startedAt);
    } else if (event.type === 'counters') {
      // Keys of a graph's steps are never those of routes.
      routes.add(gateway, { ...event.routes, ...event.graphSteps });
      revisions.add(gateway, event.revisions);
    }
  }

  start(): void {
    this.#schedule();
  }

  /** Resolves when nothing is being written any more. What was not written yet is lost: at most one sample. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#flushing;
  }

  #schedule(): void {
    const { clock } = this.#options;
    // On full tens, so that samples of all services and gateways line up; after a pause at the next one.
    const now = clock.now();
    const next = Math.max(
      this.#lastAt + SAMPLE_MS,
      Math.ceil(now / SAMPLE_MS) * SAMPLE_MS,
    );
    this.#cancel = clock.schedule(next - now, () => {
      this.#flushing = this.#flush().finally(() => {
        if (!this.#stopped) this.#schedule();
      });
    });
  }

  async #flush(): Promise<void> {
    const { samples, clock, logger, services, mayAct } = this.#options;
    // A timer fires some milliseconds early or late. Stamped so, a sample would slip into the neighbouring step of a
    // chart, and leave a gap in its own.
    const at = Math.max(
      this.#lastAt + SAMPLE_MS,
      Math.round(clock.now() / SAMPLE_MS) * SAMPLE_MS,
    );
    const seconds = (at - this.#lastAt) / 1000;
    this.#lastAt = at;
    const batch: Sample[] = [];
    for (const [cluster, tallies] of this.#tallies) {
      const traffic = tallies.routes.take();
      const byRevision = tallies.revisions.take();
      for (const { uid, routeId, revisions } of services(cluster)) {
        const delta = traffic.get(routeId);
        // A stopped service has no history while it is stopped: a gap, not zeros.
        if (
          !delta &&
          revisions.every(
            ({ replicas, desired }) => replicas.length === 0 && desired === 0,
          )
        )
          continue;
        batch.push(
          sampleOf({
            uid,
            at,
            seconds,
            revisions,
            ...(delta ? { traffic: delta } : {}),
          }),
        );
        for (const facts of revisions) {
          const own = byRevision.get(facts.key);
          if (!own) continue;
          batch.push(
            sampleOf({
              uid: partKey(uid, nameIn(facts.key)),
              at,
              seconds,
              revisions: [facts],
              traffic: own,
            }),
          );
        }
      }
    }
    if (batch.length === 0 || !mayAct()) return;
    try {
      await samples.append(batch);
    } catch (error) {
      logger.warn(
        `Metrics of ${batch.length} deployments for ${seconds} s were lost`,
        error as Error,
      );
    }
  }
}
