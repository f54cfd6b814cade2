import { type Meter, metrics } from '@opentelemetry/api';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { LeaseLostError } from '../store';
import { Clock } from '../time';
import { SCOPE, withSpan } from './spans';

/** How a pass over a deployment ended. */
export type PassOutcome = 'done' | 'failed' | 'lease-lost';

/**
 * What OpenTelemetry hears of the control plane. Without an SDK in the process nothing is recorded.
 *
 * Metrics are by cluster and outcome only; which deployment it was is on the span.
 */
export class ControlTelemetry {
  readonly #clock: Clock;
  readonly #passes: ReturnType<Meter['createCounter']>;
  readonly #duration: ReturnType<Meter['createHistogram']>;

  constructor(clock: Clock) {
    const meter = metrics.getMeter(SCOPE);
    this.#clock = clock;
    this.#passes = meter.createCounter('greenroom.control.passes', {
      description: 'Passes over deployments, by cluster and outcome',
      unit: '{pass}',
    });
    this.#duration = meter.createHistogram('greenroom.control.pass.duration', {
      description: 'How long passes over deployments took, by cluster',
      unit: 's',
    });
  }

  /** Runs a pass over a deployment within its span, and counts it. */
  async pass<T>(
    { cluster, namespace, name }: ResourceRef,
    run: () => Promise<T>,
  ): Promise<T> {
    const from = this.#clock.now();
    let outcome: PassOutcome = 'done';
    try {
      return await withSpan(
        'greenroom.control.pass',
        {
          'greenroom.cluster': cluster,
          'greenroom.namespace': namespace,
          'greenroom.name': name,
        },
        run,
        // Somebody else goes on: that is how it should be.
        error => !(error instanceof LeaseLostError),
      );
    } catch (error) {
      outcome = error instanceof LeaseLostError ? 'lease-lost' : 'failed';
      throw error;
    } finally {
      this.#passes.add(1, { cluster, outcome });
      this.#duration.record(Math.max(0, this.#clock.now() - from) / 1000, {
        cluster,
      });
    }
  }
}

/** Tells whenever it is asked how many deployments wait for a pass. Returns the way to stop. */
export function observeQueue(length: () => number): () => void {
  return observeGauge(
    'greenroom.control.queue.length',
    'Deployments that wait for their turn',
    length,
  );
}

/** Tells whenever it is asked whether this process acts: 1 or 0. Returns the way to stop. */
export function observeLease(isHeld: () => boolean): () => void {
  return observeGauge(
    'greenroom.control.lease.held',
    'Whether this backend acts as control plane',
    () => (isHeld() ? 1 : 0),
  );
}

function observeGauge(
  name: string,
  description: string,
  value: () => number,
): () => void {
  const gauge = metrics
    .getMeter(SCOPE)
    .createObservableGauge(name, { description });
  const observe: Parameters<typeof gauge.addCallback>[0] = result =>
    result.observe(value());
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
