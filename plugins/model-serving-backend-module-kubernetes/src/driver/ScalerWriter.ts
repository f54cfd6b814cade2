import type { V1Deployment } from '@kubernetes/client-node';
import type {
  ClusterScale,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  applyObject,
  isNotFound,
  KubeApiError,
  KubeClient,
  ResourceType,
  resourceTypes,
} from '../client';
import { ownedBy, renderScaler, scalerClassOf } from '../objects';
import { ObjectPlace, OwnObjects } from './OwnObjects';

/** Who owns the number of replicas until an autoscaler changes it: not who writes the rest, who would take it back. */
const REPLICAS_MANAGER = 'greenroom-replicas';

const TYPES: Readonly<Record<ClusterScale['class'], ResourceType>> = {
  hpa: resourceTypes.HorizontalPodAutoscaler,
  keda: resourceTypes.ScaledObject,
};

/** Leaves the number of a revision's replicas to an autoscaler of the cluster, and takes it back. */
export class ScalerWriter {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #objects: OwnObjects;

  constructor(client: Pick<KubeClient, 'json'>, objects: OwnObjects) {
    this.#client = client;
    this.#objects = objects;
  }

  /**
   * Before anything is written: the scaler on trial.
   * @throws ForeignObjectError if there is one of the revision's name that is somebody else's; KubeApiError if it would be
   * refused, that says what is missing if the cluster does not know such scalers
   */
  async demand(revision: RevisionSpec, scale: ClusterScale): Promise<void> {
    const { name, service, serviceUid } = revision;
    const type = TYPES[scale.class];
    const at = { namespace: service.namespace, name };
    await this.#objects.demandOurs(type, at, serviceUid);
    try {
      const scaler = renderScaler(revision, scale);
      await this.#objects.apply(type, scaler, { dryRun: 'All' });
    } catch (error) {
      throw isNotFound(error) ? missing(type, scale) : error;
    }
  }

  /**
   * Makes a number of replicas nobody's but an autoscaler's. Without, it would fall to Kubernetes' default as soon as the
   * Deployment is written without it.
   */
  handOver(
    { namespace, name }: ObjectPlace,
    replicas: number,
  ): Promise<V1Deployment> {
    const { apiVersion, kind } = resourceTypes.Deployment;
    return applyObject(
      this.#client,
      resourceTypes.Deployment,
      { apiVersion, kind, metadata: { namespace, name }, spec: { replicas } },
      REPLICAS_MANAGER,
    ) as Promise<V1Deployment>;
  }

  /** @throws KubeApiError */
  async write(
    revision: RevisionSpec,
    scale: ClusterScale,
    deployment: V1Deployment,
  ): Promise<void> {
    const scaler = ownedBy(renderScaler(revision, scale), deployment);
    await this.#objects.apply(TYPES[scale.class], scaler);
  }

  /** Takes the number back from the scaler that a Deployment was left to, if any, but for one of a class. */
  async takeBack(
    { metadata }: V1Deployment,
    serviceUid: string,
    kept?: ClusterScale['class'],
  ): Promise<void> {
    const by = scalerClassOf(metadata?.annotations);
    if (!by || by === kept) return;
    const { namespace = '', name = '' } = metadata ?? {};
    await this.#objects.remove(TYPES[by], { namespace, name }, serviceUid);
  }
}

function missing(
  { kind, apiVersion }: ResourceType,
  scale: ClusterScale,
): KubeApiError {
  return new KubeApiError({
    status: 404,
    reason: 'NotFound',
    message: `the cluster has no ${kind} (${apiVersion}), by which the class ${scale.class} scales, or not this namespace: ask who runs it to install what is missing, or leave the class out to scale by requests`,
  });
}
