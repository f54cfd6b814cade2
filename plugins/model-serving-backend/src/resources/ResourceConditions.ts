import {
  graphServicesOf,
  trainedModelConditions,
  type Condition,
  type GraphState,
  type InferenceGraph,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters/types';
import {
  compileGraph,
  readServices,
  readyCondition,
  servedState,
  serviceFacts,
  type GraphDefaults,
} from '../graph';
import type { StoredResource, Stores } from '../store';
import type { Clock } from '../time';
import { ResourceFacts } from './ResourceFacts';
import { siblingsOf } from './ResourceValidator';

/** Options of {@link ResourceConditions}. */
export interface ResourceConditionsOptions {
  readonly resources: Stores['resources'];
  /** What graphs are that say nothing themselves. */
  readonly graphs: GraphDefaults;
  /** Those that reconcile tell conditions themselves. */
  readonly clusters: Pick<Clusters, 'ungated'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Conditions of resources that nothing observes: they follow from what else is stored. */
export class ResourceConditions {
  readonly #options: ResourceConditionsOptions;

  constructor(options: ResourceConditionsOptions) {
    this.#options = options;
  }

  async of({
    ref,
    object,
  }: StoredResource<ServingKind>): Promise<readonly Condition[]> {
    if (
      object.kind === 'InferenceGraph' &&
      this.#options.clusters.ungated(ref.cluster)
    )
      return object.status?.conditions ?? [];
    if (object.kind === 'InferenceGraph')
      return [readyCondition(await this.#graphState(ref, object))];
    if (object.kind !== 'TrainedModel') return [];
    const facts = new ResourceFacts({
      resources: this.#options.resources,
      cluster: ref.cluster,
    });
    return trainedModelConditions({
      model: object,
      parent: await facts.service(ref.namespace, object.spec.inferenceService),
      siblings: await siblingsOf(object, facts),
    });
  }

  async #graphState(
    ref: ResourceRef,
    object: InferenceGraph,
  ): Promise<GraphState> {
    const { resources, graphs, clock } = this.#options;
    const services = await readServices(
      graphServicesOf(object),
      ref,
      resources,
    );
    const now = clock.now();
    const { state } = compileGraph({
      object,
      defaults: graphs,
      services: name => {
        const service = services.get(name);
        return service && serviceFacts(service, now);
      },
    });
    return servedState(state, object);
  }
}
