import type {
  LifecycleService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  CONNECTION_TOPIC,
  DEPLOYMENT_TOPIC,
  RESOURCE_TOPIC,
  RUNTIME_TOPIC,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceChange } from '@greenroom/backstage-plugin-model-serving-common';
import type { EventsService } from '@backstage/plugin-events-node';
import { ConfiguredClusters, shutdownMode } from '../clusters';
import type { ShutdownSignal } from '../clusters';
import type { ShutdownPolicy } from '../config';
import type { ChangePublisher, RuntimePublisher } from '../observe';
import type { SampleStore, ScaleDecisionStore } from '../store/types';
import { observeLease } from '../telemetry';
import { Clock } from '../time';
import { ControlPlane } from './ControlPlane';
import { Leadership } from './Leadership';

/** People ask the next day why something was as it was. */
const DECISIONS_KEPT_MS = 24 * 60 * 60 * 1000;

/** What runs for the whole life of the backend, and what it is tied to. */
export interface ControlPlaneParts {
  readonly clusters: ConfiguredClusters;
  readonly controlPlane: ControlPlane;
  readonly leadership: Leadership;
  /** They tell others, from the start to the end. */
  readonly publishers: readonly (ChangePublisher | RuntimePublisher)[];
  readonly samples: SampleStore;
  readonly scaleDecisions: ScaleDecisionStore;
  readonly events: EventsService;
  readonly lifecycle: LifecycleService;
  readonly scheduler: SchedulerService;
  readonly signal: ShutdownSignal;
  readonly onShutdown: ShutdownPolicy;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/**
 * Ties the control plane to the backend's life: drivers first, then the lease; on shutdown the lease's work ends before
 * the drivers do.
 */
export async function runControlPlane(parts: ControlPlaneParts): Promise<void> {
  const { clusters, controlPlane, leadership, publishers } = parts;
  const { lifecycle, scheduler, signal, clock, logger } = parts;
  const { samples, scaleDecisions } = parts;
  const unobserve = observeLease(() => leadership.isHeld());
  lifecycle.addStartupHook(async () => {
    for (const publisher of publishers) publisher.start();
    await clusters.start();
    await leadership.start();
  });
  lifecycle.addShutdownHook(async () => {
    const mode = shutdownMode(
      parts.onShutdown,
      signal.received,
      leadership.isHeld(),
    );
    logger.info(
      mode === 'stop'
        ? 'Models are stopped with the backend'
        : 'Models go on without the backend',
    );
    // Under the lease to the end: nobody else may start what is being stopped.
    await leadership.stop(() => clusters.shutdown(mode));
    for (const publisher of publishers) publisher.stop();
    unobserve();
    signal.dispose();
  });
  // Other backends write, too. At most once, and only as a hint: the resync is what counts.
  await parts.events.subscribe({
    id: 'model-serving-control-plane',
    topics: [DEPLOYMENT_TOPIC, CONNECTION_TOPIC, RUNTIME_TOPIC, RESOURCE_TOPIC],
    onEvent: async ({ topic, eventPayload }) => {
      const change = eventPayload as ResourceChange;
      if (topic === DEPLOYMENT_TOPIC) controlPlane.hint(change);
      // Of all kinds; what is no graph is not found as one
      if (topic === RESOURCE_TOPIC) controlPlane.hintGraph(change);
      if (topic === CONNECTION_TOPIC) {
        controlPlane.hintUsed('connection', change);
      }
      if (topic === RUNTIME_TOPIC) controlPlane.hintUsed('runtime', change);
    },
  });
  await scheduler.scheduleTask({
    id: 'model-serving-resync',
    // Every backend asks itself; the one that holds the lease does it.
    scope: 'local',
    frequency: { minutes: 5 },
    initialDelay: { minutes: 5 },
    timeout: { minutes: 5 },
    fn: () => controlPlane.resync(),
  });
  await scheduler.scheduleTask({
    id: 'model-serving-compact-metrics',
    frequency: { minutes: 1 },
    initialDelay: { minutes: 1 },
    timeout: { minutes: 1 },
    fn: async () => {
      await samples.compact(clock.now());
      await scaleDecisions.forget(clock.now() - DECISIONS_KEPT_MS);
    },
  });
}
