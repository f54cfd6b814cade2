import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  GatewayEvent,
  GatewayToken,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Sample, SampleStore } from '../store/types';
import { Clock } from '../time';
import { ClusterTallies } from './ClusterTallies';
import { SampledService, serviceSamples } from './serviceSamples';

/** Length of a sample; `SampleStore` keeps these for an hour. */
const SAMPLE_MS = 10_000;

/** Options of a {@link MetricsRecorder}. */
export interface MetricsRecorderOptions {
  readonly samples: SampleStore;
  readonly clock: Clock;
  readonly logger: LoggerService;
  /** All services of a cluster with what runs of them. */
  readonly services: (cluster: string) => Iterable<SampledService>;
  /** The tokens of a cluster's callers. */
  readonly tokens: (cluster: string) => Iterable<GatewayToken>;
  /** Whether this process may write. */
  readonly mayAct: () => boolean;
}

/** Writes the history of traffic, replicas, CPU and memory: a sample per service, and per revision, tag, token and reason of a refusal that has requests, every ten seconds. */
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
    this.#tallies.set(cluster, new ClusterTallies(this.#options.clock.now()));
  }

  /** A gateway of a watched cluster said something. */
  onGatewayEvent(cluster: string, gateway: string, event: GatewayEvent): void {
    this.#tallies.get(cluster)?.onGatewayEvent(gateway, event);
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
    const { samples, clock, logger, services, tokens, mayAct } = this.#options;
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
      const traffic = tallies.take(tokens(cluster));
      for (const service of services(cluster))
        batch.push(...serviceSamples(service, traffic, { at, seconds }));
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
