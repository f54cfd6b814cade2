import { ConflictError } from '@backstage/errors';
import {
  isStopped,
  type CanaryShare,
  type ChangeExplanation,
  type CopyPreview,
  type DeploymentDetail,
  type DeploymentExplanation,
  type DeploymentMetrics,
  type DeploymentScaling,
  type DeploymentTraffic,
  type DeploymentPage,
  type DryRunResult,
  type EventView,
  type Forgotten,
  type HistoryDetail,
  type HistoryView,
  type InferenceService,
  type LogLine,
  type MetricRange,
  type ResourceRef,
  type RevisionList,
  type RollbackTarget,
  type TryRequest,
  type TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { AddressPolicy } from '@greenroom/storage-initializer';
import type { Callers } from '../access';
import { demandConfigured, eventsOf, forgotten } from '../clusters';
import type { Clusters } from '../clusters/types';
import { inputErrorOf } from '../errors';
import type { LiveFacts } from '../observe/types';
import { SpecResolver } from '../reconcile';
import type { RuntimesInReach } from '../runtimes';
import { describeRef, type Stores } from '../store';
import type { Clock } from '../time';
import type { GatewayKeys } from '../tokens';
import { DeploymentCopier, type WantedCopy } from './copy';
import { DeploymentCreator } from './DeploymentCreator';
import type { DeploymentValidator } from './DeploymentValidator';
import { DeploymentViews } from './DeploymentViews';
import {
  DeploymentWriter,
  noDeployment,
  patched,
  type DeploymentChange,
  type Written,
} from './DeploymentWriter';
import { DeploymentExplainer } from './explain';
import { DeploymentHistory } from './history';
import { readMetrics } from './metrics';
import { preparedService, withScale, withStop } from './preparedService';
import { deploymentScaling, ScaleRecords, ScalingRange } from './scaling';
import { observedTraffic } from '../rollout';
import { deploymentTraffic } from './traffic';
import { callModel } from './try';
import type {
  CallOptions,
  CreateDeploymentRequest,
  Deployments,
  LogRequest,
  Scale,
} from './types';
import { canaryAction, withCanaryWish } from './withCanary';

/** Options of {@link DefaultDeployments}. */
export interface DefaultDeploymentsOptions {
  readonly stores: Stores;
  readonly clusters: Clusters;
  readonly validator: DeploymentValidator;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly live: LiveFacts;
  readonly callers: Callers;
  readonly policy: AddressPolicy;
  readonly scaling: ScaleRecords;
  /** By which gateways know the portal. */
  readonly keys: Pick<GatewayKeys, 'key'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** {@link Deployments} on the stores and clusters. Who may do what is decided around it. */
export class DefaultDeployments implements Deployments {
  readonly #options: DefaultDeploymentsOptions;
  readonly #views: DeploymentViews;
  readonly #creator: DeploymentCreator;
  readonly #writer: DeploymentWriter;
  readonly #history: DeploymentHistory;
  readonly #explainer: DeploymentExplainer;
  readonly #copier: DeploymentCopier;

  constructor(options: DefaultDeploymentsOptions) {
    this.#options = options;
    this.#views = new DeploymentViews(options);
    this.#creator = new DeploymentCreator(options);
    this.#writer = new DeploymentWriter({
      ...options.stores,
      callers: options.callers,
      validator: options.validator,
    });
    const specs = new SpecResolver(options);
    this.#history = new DeploymentHistory({ ...options, specs });
    this.#explainer = new DeploymentExplainer({
      ...options,
      specs,
      history: this.#history,
    });
    this.#copier = new DeploymentCopier({
      ...options,
      ...options.stores,
      history: this.#history,
    });
  }

  list(
    query: Parameters<Deployments['list']>[0],
    options: Parameters<Deployments['list']>[1],
  ): Promise<DeploymentPage> {
    return this.#views.list(query, options);
  }

  async get(ref: ResourceRef): Promise<DeploymentDetail> {
    return this.#views.detail(await this.#writer.read(ref));
  }

  async create(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    const created = await this.#creator.create(request, options);
    return 'madeBefore' in created
      ? this.get(created.madeBefore)
      : this.#written(created);
  }

  dryRun(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult> {
    return this.#creator.dryRun(request, options);
  }

  async copy(
    ref: ResourceRef,
    request: WantedCopy,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    const { cluster } = request;
    const stored = await this.#writer.read(ref);
    // What is wrong with it there is said by its creation
    const { resource, errors } = await this.#copier.plan(
      stored,
      request,
      async copied => ({ resource: copied, errors: [], warnings: [] }),
    );
    if (errors.length > 0) throw inputErrorOf(errors);
    return this.create({ cluster, resource }, options);
  }

  async explainCopy(
    ref: ResourceRef,
    request: WantedCopy,
    options: CallOptions,
  ): Promise<CopyPreview> {
    const stored = await this.#writer.read(ref);
    return this.#copier.plan(stored, request, resource =>
      this.dryRun({ cluster: request.cluster, resource }, options),
    );
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    call: CallOptions,
  ): Promise<DeploymentDetail> {
    return this.#written(await this.#writer.patch(ref, patch, call));
  }

  async dryRunPatch(
    ref: ResourceRef,
    patch: unknown,
    { credentials }: CallOptions,
  ): Promise<DryRunResult> {
    const { validator, callers } = this.#options;
    const stored = await this.#writer.read(ref);
    return validator.check({
      cluster: ref.cluster,
      resource: patched(stored, patch),
      previous: stored.object,
      onBehalfOf: await callers.person(credentials),
    });
  }

  async delete(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<Forgotten | undefined> {
    const { stores, callers, clusters } = this.#options;
    const marked = await stores.resources.requestDeletion(
      'InferenceService',
      ref,
      {
        actor: callers.actor(options.credentials),
        action: 'delete',
        how: options.how,
        onBehalfOf: await callers.person(options.credentials),
      },
    );
    if (!marked) throw noDeployment(ref);
    return forgotten(clusters, 'InferenceService', ref);
  }

  async start(ref: ResourceRef, call: CallOptions): Promise<DeploymentDetail> {
    const change = (service: InferenceService) => withStop(service, false);
    return this.#change(ref, { action: 'start', call, change });
  }

  async stop(ref: ResourceRef, call: CallOptions): Promise<DeploymentDetail> {
    const change = (service: InferenceService) => withStop(service, true);
    return this.#change(ref, { action: 'stop', call, change });
  }

  async scale(
    ref: ResourceRef,
    scale: Scale,
    call: CallOptions,
  ): Promise<DeploymentDetail> {
    const change = (service: InferenceService) => withScale(service, scale);
    return this.#change(ref, { action: 'scale', call, change });
  }

  async setCanary(
    ref: ResourceRef,
    share: CanaryShare,
    call: CallOptions,
  ): Promise<DeploymentDetail> {
    const { observed } = await this.#writer.read(ref);
    const now = this.#options.clock.now();
    const change = (service: InferenceService) =>
      withCanaryWish(service, share, { observed, now });
    return this.#change(ref, { action: canaryAction(share), call, change });
  }

  async rollback(
    ref: ResourceRef,
    target: RollbackTarget,
    call: CallOptions,
  ): Promise<DeploymentDetail> {
    const stored = await this.#writer.read(ref);
    const change = await this.#history.restoring(stored, target);
    const rollback = { action: 'rollback', call, change };
    return this.#written(
      await this.#writer.writeOn(ref, rollback, target.resourceVersion),
    );
  }

  async explainRollback(
    ref: ResourceRef,
    target: RollbackTarget,
    { credentials }: CallOptions,
  ): Promise<ChangeExplanation> {
    const stored = await this.#writer.read(ref);
    const change = await this.#history.restoring(stored, target);
    return this.#explainer.explainChange(
      stored,
      preparedService(change(stored.object)),
      await this.#options.callers.person(credentials),
    );
  }

  async explain(ref: ResourceRef): Promise<DeploymentExplanation> {
    return this.#explainer.explain(await this.#writer.read(ref));
  }

  async explainPatch(
    ref: ResourceRef,
    patch: unknown,
    { credentials }: CallOptions,
  ): Promise<ChangeExplanation> {
    const stored = await this.#writer.read(ref);
    return this.#explainer.explainChange(
      stored,
      patched(stored, patch),
      await this.#options.callers.person(credentials),
    );
  }

  async events(ref: ResourceRef): Promise<readonly EventView[]> {
    const { stores, clusters } = this.#options;
    const { events } = stores;
    return eventsOf(await this.#writer.read(ref), { events, clusters });
  }

  async history(ref: ResourceRef): Promise<readonly HistoryView[]> {
    return this.#history.list(await this.#writer.read(ref));
  }

  async historyEntry(
    ref: ResourceRef,
    entry: Parameters<Deployments['historyEntry']>[1],
  ): Promise<HistoryDetail> {
    const stored = await this.#writer.read(ref);
    return this.#history.entry(stored, entry.id, entry.against);
  }

  async revisions(ref: ResourceRef): Promise<RevisionList> {
    return this.#history.revisions(await this.#writer.read(ref));
  }

  async logs(
    ref: ResourceRef,
    request: LogRequest,
    options: CallOptions,
  ): Promise<AsyncIterable<LogLine>> {
    const { uid, observed, kind } = await this.#writer.read(ref);
    demandConfigured(this.#options.clusters, kind, ref);
    const revisions = await this.#options.stores.revisions.list(uid);
    const kept = revisions.map(({ spec }) => spec.key);
    const seen = observed?.revisions.flatMap(({ facts }) => facts?.key ?? []);
    return this.#options.clusters.get(ref.cluster).logs({
      ...request,
      keys: [...new Set([...kept, ...(seen ?? [])])],
      signal: options.signal,
    });
  }

  async scaling(
    ref: ResourceRef,
    query: ScalingRange,
  ): Promise<DeploymentScaling> {
    const { stores, clock, scaling } = this.#options;
    const stored = await this.#writer.read(ref);
    return deploymentScaling(stored, query, {
      records: scaling,
      kept: stores.scaleDecisions,
      now: clock.now(),
    });
  }

  async traffic(ref: ResourceRef): Promise<DeploymentTraffic> {
    const stored = await this.#writer.read(ref);
    const { stores, clock } = this.#options;
    const observed = await stores.splits.get(stored.uid);
    return deploymentTraffic(
      stored,
      key => observed && observedTraffic(observed, key, clock.now()),
    );
  }

  async metrics(
    ref: ResourceRef,
    range: MetricRange,
  ): Promise<DeploymentMetrics> {
    const { stores, clock, clusters } = this.#options;
    const stored = await this.#writer.read(ref);
    const ungated = clusters.ungated(ref.cluster);
    return readMetrics(stores, stored, { range, to: clock.now(), ungated });
  }

  async try(
    ref: ResourceRef,
    request: TryRequest,
    options: CallOptions,
  ): Promise<TryResponse> {
    const { keys, policy, clock, clusters } = this.#options;
    const { object, observed, kind } = await this.#writer.read(ref);
    demandConfigured(clusters, kind, ref);
    if (isStopped(object)) {
      throw new ConflictError(
        `${describeRef(
          'InferenceService',
          ref,
        )} is stopped: start it to try it`,
      );
    }
    return callModel({
      endpoints: observed?.endpoints ?? [],
      request,
      // Nobody but our gateway is to see it
      key: clusters.get(ref.cluster).ungated
        ? undefined
        : await keys.key('portal', ref),
      policy,
      clock,
      signal: options.signal,
    });
  }

  async #change(
    ref: ResourceRef,
    change: DeploymentChange,
  ): Promise<DeploymentDetail> {
    return this.#written(await this.#writer.write(ref, change));
  }

  #written({ stored, warnings }: Written): Promise<DeploymentDetail> {
    return this.#views.detail(stored, warnings);
  }
}
