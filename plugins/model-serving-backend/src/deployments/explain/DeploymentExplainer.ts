import {
  endpointsOf,
  openAiBaseOf,
  type ChangeExplanation,
  type ComponentName,
  type DeploymentExplanation,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import {
  wantedReplicas,
  type ResolvedSpec,
  type SpecResolver,
} from '../../reconcile';
import type { Clusters } from '../../clusters/types';
import type { StoredResource, Stores } from '../../store';
import type { Clock } from '../../time';
import type { DeploymentValidator } from '../DeploymentValidator';
import type { DeploymentHistory } from '../history';
import { currentState, deploymentSummary } from '../view';
import { explainChange, type ChangeSide } from './explainChange';
import { explainDeployment } from './explainDeployment';
import { explainWithoutCluster } from './explainWithoutCluster';

type Stored = StoredResource<'InferenceService'>;

/** Options of {@link DeploymentExplainer}. */
export interface DeploymentExplainerOptions {
  readonly stores: Pick<Stores, 'revisions'>;
  readonly specs: SpecResolver;
  readonly clusters: Pick<Clusters, 'has'>;
  readonly validator: DeploymentValidator;
  readonly history: DeploymentHistory;
  readonly clock: Pick<Clock, 'now'>;
}

/** Reads what explanations are made from. Stores nothing. */
export class DeploymentExplainer {
  readonly #options: DeploymentExplainerOptions;

  constructor(options: DeploymentExplainerOptions) {
    this.#options = options;
  }

  /** Why a deployment is as it is. */
  async explain(stored: Stored): Promise<DeploymentExplanation> {
    const { specs, validator, history, clock, clusters } = this.#options;
    const { ref, object } = stored;
    if (!clusters.has(ref.cluster)) return this.#lastKnown(stored);
    const [{ settings }, { items: revisions }, plan] = await Promise.all([
      specs.resolve(stored),
      history.kept(stored),
      validator.check({
        cluster: ref.cluster,
        resource: object,
        previous: object,
      }),
    ]);
    const now = clock.now();
    const { title, replicas } = deploymentSummary(stored, {
      isDefaultCluster: settings.isDefaultCluster,
      now,
    });
    return explainDeployment({
      title,
      service: object,
      state: currentState(stored, { now }),
      replicas,
      clusterMaximum: settings.maxReplicas,
      revisions,
      ...(plan.runtime && { choice: plan.runtime }),
    });
  }

  async #lastKnown(stored: Stored): Promise<DeploymentExplanation> {
    const { history, clock } = this.#options;
    const known = {
      isDefaultCluster: false,
      isClusterRemoved: true,
      now: clock.now(),
    };
    const { title, runtime } = deploymentSummary(stored, known);
    const { items: revisions } = await history.kept(stored);
    return explainWithoutCluster({
      title,
      cluster: stored.ref.cluster,
      state: currentState(stored, known),
      revisions,
      ...(stored.observed ? { replicas: stored.observed.replicas } : {}),
      ...(runtime ? { runtime: runtime.name } : {}),
    });
  }

  /**
   * What would change if a deployment were as given.
   * @param onBehalfOf - who would write it
   */
  async explainChange(
    stored: Stored,
    next: InferenceService,
    onBehalfOf: ActingPerson | undefined,
  ): Promise<ChangeExplanation> {
    const { stores, specs, validator, history } = this.#options;
    const { ref, object } = stored;
    const plan = await validator.check({
      cluster: ref.cluster,
      resource: next,
      previous: object,
      onBehalfOf,
    });
    const isRefused = plan.errors.length > 0;
    const [before, after, kept, { items: revisions }] = await Promise.all([
      specs.resolve(stored),
      isRefused ? undefined : specs.resolve(stored, plan.resource),
      stores.revisions.list(stored.uid),
      history.kept(stored),
    ]);
    return explainChange({
      plan,
      before: sideOf(object, before),
      ...(after && { after: sideOf(plan.resource, after) }),
      stored: kept,
      revisions,
    });
  }
}

function sideOf(
  service: InferenceService,
  { settings, components }: ResolvedSpec,
): ChangeSide {
  const predictor = components.get('predictor');
  const wanted = [...components.keys()].map((name): [ComponentName, number] => [
    name,
    wantedReplicas({
      component: service.spec[name] ?? {},
      clusterMaximum: settings.maxReplicas,
    }),
  ]);
  return {
    service,
    components,
    endpoints:
      predictor?.kind === 'resolved'
        ? endpointsOf({
            service,
            ...predictor.draft,
            settings,
            openAiBase: openAiBaseOf(predictor.draft.pod),
          })
        : [],
    wanted: new Map(wanted),
  };
}
