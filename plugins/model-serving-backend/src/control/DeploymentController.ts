import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import {
  stringifyResourceRef,
  VISIBILITY_LABEL,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { AutoscalerSettings } from '../autoscale';
import type { Clusters, UnseenProblem } from '../clusters';
import type { GatewayKnowledge, RouteTable } from '../routing';
import type { RuntimesInReach } from '../runtimes';
import { LeaseLostError } from '../store';
import type { StoredResource, Stores } from '../store/types';
import { Clock } from '../time';
import {
  DeploymentPlan,
  type DeploymentWatcher,
  deriveObserved,
  deriveUnreachable,
  planDeployment,
  planOrphan,
  PlanStep,
} from '../reconcile';
import { hasNewTraffic } from './hasNewTraffic';
import { isSameObservation } from './isSameObservation';
import { lookAgainMs } from './lookAgainMs';
import { routeAnnotations } from './routeAnnotations';
import { StepApplier, StepSubject } from './StepApplier';
import { Next } from './WorkQueue';
import {
  factsOfService,
  Observation,
  WorldObserver,
  WorldObserverOptions,
} from './WorldObserver';

/** Options of a {@link DeploymentController}. */
export interface DeploymentControllerOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'native' | 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly routes: (cluster: string) => RouteTable;
  readonly gateways: (cluster: string) => GatewayKnowledge;
  readonly scale: WorldObserverOptions['scale'];
  readonly ceiling: WorldObserverOptions['ceiling'];
  readonly autoscaler: AutoscalerSettings;
  readonly watchSplits: WorldObserverOptions['watchSplits'];
  /** Why what runs in a namespace of a cluster cannot be seen. */
  readonly clusterProblem: (
    cluster: string,
    namespace: string,
  ) => UnseenProblem | undefined;
  readonly watcher: DeploymentWatcher;
  /** Whether this process may still act. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/** A gateway that just connected tells within a moment what it serves by. */
const GATEWAYS_UNKNOWN_MS = 500;
/** Whoever has a route gets a pass when the gateways are known (`onLive`): with thousands of services that takes a while. */
const ROUTE_UNKNOWN_MS = 30_000;

/**
 * Brings one deployment to where its resource says: reads everything, plans, does the difference, keeps what it saw.
 *
 * A pass may be cut off between any two steps and repeated from the start.
 */
export class DeploymentController {
  readonly #options: DeploymentControllerOptions;
  readonly #observer: WorldObserver;
  readonly #applier: StepApplier;

  constructor(options: DeploymentControllerOptions) {
    this.#options = options;
    this.#observer = new WorldObserver(options);
    this.#applier = new StepApplier(options);
  }

  async reconcile(ref: ResourceRef, signal: AbortSignal): Promise<Next> {
    const { stores, clusterProblem } = this.#options;
    const stored = await stores.resources.get('InferenceService', ref);
    const problem = clusterProblem(ref.cluster, ref.namespace);
    if (problem) return this.#keepUnreachable(stored, problem, signal);
    if (!stored) return this.#forget(ref, signal);
    const observation = await this.#observer.observe(stored);
    const plan = planDeployment(observation.world);
    this.#demandLease(signal);
    // First: what is removed in the end must not be let in any more.
    const exposureProblem = await this.#expose(observation, plan);
    await this.#do(plan.steps, stored, signal);
    if (plan.steps.some(({ kind }) => kind === 'remove-record')) return {};
    const world = {
      ...observation.world,
      ...(exposureProblem ? { exposureProblem } : {}),
    };
    return this.#keep({ ...observation, world }, plan, signal);
  }

  /** Lets in from outside what the gateway has a route for, unless it is for the cluster only. */
  #expose({ stored }: Observation, { intent }: DeploymentPlan) {
    const { ref, uid, object } = stored;
    const { driver } = this.#options.clusters.native(ref.cluster);
    const isInternal =
      object.metadata.labels?.[VISIBILITY_LABEL] === 'cluster-local';
    const isRouted = intent && intent.destination.kind !== 'none';
    return driver.expose?.({
      service: ref,
      serviceUid: uid,
      annotations: routeAnnotations(object.metadata.annotations),
      hosts:
        isRouted && !isInternal
          ? [
              ...intent.hosts,
              ...(intent.split?.tags ?? []).flatMap(({ hosts }) => hosts),
            ]
          : [],
    });
  }

  /** What runs of a service that is not stored. */
  async #forget(ref: ResourceRef, signal: AbortSignal): Promise<Next> {
    const { clusters, gateways, clock } = this.#options;
    const { driver } = clusters.native(ref.cluster);
    const plan = planOrphan({
      facts: factsOfService(driver, ref),
      gateways: gateways(ref.cluster),
      now: clock.now(),
      // The database may be an older one than the cluster: what runs there stays until somebody asks.
      isKept: driver.inventory !== undefined,
    });
    await this.#do(plan.steps, { ref }, signal);
    return plan.isDone ? {} : { afterMs: GATEWAYS_UNKNOWN_MS };
  }

  async #do(
    steps: readonly PlanStep[],
    subject: StepSubject,
    signal: AbortSignal,
  ): Promise<void> {
    for (const step of steps) {
      this.#demandLease(signal);
      await this.#applier.apply(step, subject);
    }
  }

  async #keep(
    { world, stored, settings }: Observation,
    plan: DeploymentPlan,
    signal: AbortSignal,
  ): Promise<Next> {
    const { confirmed, problem } = world.gateways;
    // A state derived now would say "no route" of one that is perfectly live.
    if (!confirmed && !problem) return { afterMs: untilGatewaysAreKnown(plan) };
    const { watcher } = this.#options;
    const previous = stored.observed;
    const modelMetadata = watcher.metadata(stored, world, plan);
    const derived = deriveObserved({
      world,
      plan,
      settings,
      ...(previous ? { previous } : {}),
      ...(modelMetadata ? { modelMetadata } : {}),
    });
    const wrote = await this.#write(stored, derived, signal);
    // What waited for the status to say who serves may go on, and who begins to is scaled.
    const isAwaited =
      plan.waitingFor === 'status' ||
      hasNewTraffic(world.components, derived.observed);
    if (wrote && isAwaited) return { afterMs: 0 };
    const stepMs = untilNextStep(plan, world.now);
    const { state, stateSince, routeMissingSince } = derived.observed;
    const isSettled =
      state.code === 'stopped' ||
      state.code === 'idle' ||
      (state.code === 'ready' && !routeMissingSince);
    if (!plan.waitingFor && isSettled) return {};
    const since = state.code === 'ready' ? routeMissingSince : stateSince;
    const againMs = lookAgainMs(since ?? stateSince, world.now);
    return { afterMs: Math.min(againMs, stepMs) };
  }

  /** The cluster cannot be observed: people are told so, and nothing is done. */
  async #keepUnreachable(
    stored: StoredResource<'InferenceService'> | undefined,
    problem: UnseenProblem,
    signal: AbortSignal,
  ): Promise<Next> {
    if (!stored) return {};
    const { stores, clock, routes } = this.#options;
    const { cluster, namespace, name } = stored.ref;
    if (problem.isLasting) routes(cluster).settle(`${namespace}/${name}`);
    const revisions = await stores.revisions.list(stored.uid);
    const now = clock.now();
    const derived = deriveUnreachable({ stored, revisions, problem, now });
    await this.#write(stored, derived, signal);
    return { afterMs: lookAgainMs(problem.since, now) };
  }

  /** Keeps what was seen, if it is news. Returns whether it was. */
  async #write(
    stored: StoredResource<'InferenceService'>,
    { status, observed }: ReturnType<typeof deriveObserved>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { stores, watcher, logger } = this.#options;
    const previous = stored.observed;
    const isNews =
      !previous ||
      !isSameObservation(previous, observed) ||
      !isSameObservation(stored.object.status ?? {}, status);
    if (!isNews) return false;
    this.#demandLease(signal);
    if (!(await stores.resources.updateObserved(stored.uid, status, observed)))
      return false;
    logger.debug(
      `${stringifyResourceRef(stored.ref)} is ${observed.state.word}: ${
        observed.state.headline
      }`,
    );
    await watcher.changed(stored, previous, observed);
    return true;
  }

  #demandLease(signal: AbortSignal): void {
    if (signal.aborted || !this.#options.mayAct()) throw new LeaseLostError();
  }
}

/** A rollout that waits for the gateways is looked at this soon: what that takes sets its pace. */
const SERVED_CHECK_MS = 500;

/** Ms until the next step of a gradual rollout; Infinity: there is none. */
function untilNextStep({ gradual }: DeploymentPlan, now: number): number {
  const waits = [...(gradual?.values() ?? [])].map(({ nextStepAt }) =>
    nextStepAt ? Math.max(0, Date.parse(nextStepAt) - now) : SERVED_CHECK_MS,
  );
  return Math.min(...waits);
}

function untilGatewaysAreKnown({ intent }: DeploymentPlan): number {
  const hasRoute = intent !== undefined && intent.destination.kind !== 'none';
  return hasRoute ? ROUTE_UNKNOWN_MS : GATEWAYS_UNKNOWN_MS;
}
