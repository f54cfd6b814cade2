import type {
  GatewayCounters,
  TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ScaleSample } from './RevisionScaler';

type Known = Map<string, TrafficCounters>;

/** How often gateways tell what they counted, when nobody waits for a replica. */
const USUAL_PERIOD_MS = 1_000;

/** What one message of a gateway tells. */
export interface CountedPeriod {
  readonly samples: ReadonlyMap<string, ScaleSample>;
  /** How much time it is about. */
  readonly periodMs: number;
}

/** What the gateways of one cluster counted of each revision between two messages, and what is in flight now. */
export class CounterDifferences {
  readonly #gateways = new Map<
    string,
    { startedAt: string; last?: Known; at?: number }
  >();

  /** A gateway introduced itself. One that was started anew counts from zero. */
  connected(gateway: string, startedAt: string): void {
    const known = this.#gateways.get(gateway);
    if (known?.startedAt === startedAt) return;
    this.#gateways.set(gateway, {
      startedAt,
      ...(known ? { last: new Map() } : {}),
    });
  }

  /**
   * What a gateway counted since its last message; revisions that it leaves out had no requests. Of a gateway that is heard
   * for the first time only what is in flight is known: it counts as if it had been so for a second.
   */
  add(gateway: string, counters: GatewayCounters): CountedPeriod {
    const samples = new Map<string, ScaleSample>();
    const known = this.#gateways.get(gateway);
    if (!known) return { samples, periodMs: USUAL_PERIOD_MS };
    const at = Date.parse(counters.at);
    const periodMs = periodOf(known.at, at);
    known.at = at;
    const isFirst = known.last === undefined;
    known.last ??= new Map();
    for (const [key, now] of Object.entries(counters.revisions)) {
      samples.set(
        key,
        isFirst
          ? {
              concurrencySeconds: now.inflight,
              arrivals: now.inflight,
              periodMs,
            }
          : { ...difference(known.last.get(key), now), periodMs },
      );
      known.last.set(key, now);
    }
    return { samples, periodMs };
  }

  /** Requests of a revision in flight or waiting, over all gateways. */
  inflight(key: string): number {
    let sum = 0;
    for (const { last } of this.#gateways.values())
      sum += last?.get(key)?.inflight ?? 0;
    return sum;
  }
}

/** A gateway that was not heard, or whose clock was set, tells of one usual period. */
function periodOf(before: number | undefined, at: number): number {
  const period = before === undefined ? USUAL_PERIOD_MS : at - before;
  return period > 0 && period < USUAL_PERIOD_MS ? period : USUAL_PERIOD_MS;
}

function difference(
  before: TrafficCounters | undefined,
  now: TrafficCounters,
): Omit<ScaleSample, 'periodMs'> {
  const grown = (count: (counters: TrafficCounters) => number | undefined) =>
    Math.max(0, (count(now) ?? 0) - (before ? count(before) ?? 0 : 0));
  return {
    concurrencySeconds: grown(({ inflightMs }) => inflightMs) / 1_000,
    arrivals: grown(({ arrivals }) => arrivals),
  };
}
