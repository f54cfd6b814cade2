import { createHash } from 'node:crypto';
import type {
  KubernetesObject,
  V1Deployment,
  V1Pod,
  V1Secret,
} from '@kubernetes/client-node';
import type {
  ClusterScale,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  KubeApiError,
  KubeClient,
  mergeObject,
  ResourceType,
  resourceTypes,
} from '../client';
import {
  componentKeyName,
  componentKeySecret,
  modelCredentials,
  needsComponentKey,
  NO_CREDENTIALS,
  notes,
  ownedBy,
  PodSettings,
  renderDeployment,
  renderDisruptionBudget,
  renderService,
  scalerClassOf,
  SERVICE_UID_LABEL,
} from '../objects';
import { HandEdits, otherWriters } from './handEdits';
import { LostSecrets } from './LostSecrets';
import { OwnObjects } from './OwnObjects';
import { planPods } from './planPods';
import { ScalerWriter } from './ScalerWriter';

/** Kubernetes takes pods of the lowest cost first. */
const COST_OF_LEAVING = '-1000';
const COST_OF_DRAINED = '-2000';

/** Objects of a revision as the cluster tells of them. */
export interface KnownRevision {
  readonly deployment?: V1Deployment;
  readonly pods: readonly V1Pod[];
}

/** What a write is made from. */
export interface WriterOptions {
  readonly client: Pick<KubeClient, 'json'>;
  readonly settings: PodSettings;
  /** Identity of this portal, which objects say. */
  readonly portal?: string;
  /** Values of a revision's connection. */
  readonly credentials: (
    revision: RevisionSpec,
  ) => Promise<Readonly<Record<string, string>>>;
  /** What lets components of the revision's service call each other; undefined: nothing is needed. */
  readonly componentKey: (
    revision: RevisionSpec,
  ) => Promise<string | undefined>;
  /** What the cluster tells of a revision now. */
  readonly known: (key: string) => KnownRevision;
  /** What the API server answered to a write: it is known before the watch tells. */
  readonly tookDeployment: (deployment: V1Deployment) => void;
  readonly tookPod: (pod: V1Pod) => void;
  /** Somebody changed what a revision runs beside the portal, and it is written again; `by`: who, as far as it is known. */
  readonly onEdited: (key: string, by: readonly string[]) => void;
  /** ms since epoch */
  readonly now: () => number;
  /** A pod that no gateway gave up for longer ends all the same, in ms. */
  readonly drainLimitMs: number;
}

/** Writes the objects of revisions, and only what differs: a pass that says the same again calls nobody. */
export class RevisionWriter {
  readonly #options: WriterOptions;
  readonly #objects: OwnObjects;
  readonly #scalers: ScalerWriter;
  readonly #edits = new HandEdits();
  readonly #lost = new LostSecrets();
  /** Revisions of which something is not there any more. */
  readonly #incomplete = new Set<string>();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#objects = new OwnObjects(options);
    this.#scalers = new ScalerWriter(options.client, this.#objects);
  }

  /** Converges to so many replicas. @throws KubeApiError; ForeignObjectError */
  async apply(
    revision: RevisionSpec,
    wanted: number,
    scale?: ClusterScale,
  ): Promise<void> {
    const fingerprint = this.#fingerprintOf(revision, scale);
    const { deployment, pods } = this.#options.known(revision.key);
    const annotations = deployment?.metadata?.annotations;
    const isWritten =
      annotations?.[notes.fingerprint] === fingerprint &&
      (scale
        ? scalerClassOf(annotations) === scale.class
        : annotations[notes.wanted] === String(wanted));
    const { key } = revision;
    const isEdited = this.isEdited(key);
    if (deployment && isEdited)
      this.#options.onEdited(key, otherWriters(deployment));
    const waiting = this.#lost.waiting(key, revision.name, pods);
    const isWhole = waiting.length === 0 && !this.#incomplete.has(key);
    if (!isWritten || isEdited || !isWhole) {
      await this.#write(revision, wanted, fingerprint, scale);
      this.#incomplete.delete(key);
      this.#lost.restored(key, waiting);
    } else if (deployment) {
      this.#edits.leave(key, deployment);
    }
    await this.settle(key);
  }

  /** Whether somebody changed what a revision runs since it was written or looked at. */
  isEdited(key: string): boolean {
    const { deployment } = this.#options.known(key);
    return deployment !== undefined && this.#edits.isEdited(key, deployment);
  }

  /** Something that was written for a revision is not there any more: all of it is written again the next time. */
  missed(key: string): void {
    this.#incomplete.add(key);
  }

  /** Lets pods go that no gateway uses, and chooses others, by the number of replicas that is on record. */
  async settle(key: string): Promise<void> {
    const { known, now, drainLimitMs } = this.#options;
    const { deployment, pods } = known(key);
    if (!deployment) return;
    const { annotations } = deployment.metadata ?? {};
    const isLeft = scalerClassOf(annotations) !== undefined;
    const wanted = isLeft ? pods.length : Number(annotations?.[notes.wanted]);
    const live = pods.filter(
      ({ metadata, status }) =>
        !metadata?.deletionTimestamp &&
        status?.phase !== 'Failed' &&
        status?.phase !== 'Succeeded',
    );
    const plan = planPods(
      live.map(({ metadata, status }) => {
        const since = metadata?.annotations?.[notes.leaving];
        return {
          name: metadata?.name ?? '',
          isReady:
            status?.conditions?.some(
              ({ type, status: holds }) => type === 'Ready' && holds === 'True',
            ) ?? false,
          createdAt: new Date(metadata?.creationTimestamp ?? 0).getTime(),
          isLeaving: since !== undefined,
          isDrained:
            metadata?.annotations?.[notes.drained] !== undefined ||
            (since !== undefined && now() - Date.parse(since) > drainLimitMs),
        };
      }),
      wanted,
    );
    const [namespace, name] = key.split('/');
    const since = new Date(now()).toISOString();
    await Promise.all([
      ...plan.leave.map(pod =>
        this.#note({ namespace, name: pod }, since, COST_OF_LEAVING),
      ),
      ...plan.stay.map(pod => this.#note({ namespace, name: pod }, null, null)),
    ]);
    if (!isLeft && known(key).deployment?.spec?.replicas !== plan.scale)
      await this.#scale({ namespace, name }, plan.scale);
  }

  /** Nobody sends a pod anything any more, which is noted once and as long as it is to stay. */
  async drained(key: string, pod: string): Promise<void> {
    const [namespace] = key.split('/');
    const metadata = this.#options
      .known(key)
      .pods.find(known => known.metadata?.name === pod)?.metadata;
    const isNoted = metadata?.annotations?.[notes.drained] !== undefined;
    if (!metadata || metadata.deletionTimestamp || isNoted) return;
    await this.#patchPod(
      { namespace, name: pod },
      {
        [notes.drained]: 'true',
        [notes.deletionCost]: COST_OF_DRAINED,
      },
    );
  }

  /** Deletes what was written for a revision, and the component's Service if it was the last one. */
  async remove(
    key: string,
    component: { readonly service?: string; readonly serviceUid?: string },
  ): Promise<void> {
    const [namespace, name] = key.split('/');
    const { service, serviceUid } = component;
    const remove = (type: ResourceType, named: string) =>
      this.#objects.remove(type, { namespace, name: named }, serviceUid);
    await remove(resourceTypes.Deployment, name);
    this.#edits.forget(key);
    this.#lost.forget(key);
    this.#incomplete.delete(key);
    await Promise.all([
      remove(resourceTypes.PodDisruptionBudget, name),
      remove(resourceTypes.Secret, `${name}-storage`),
      remove(resourceTypes.Secret, componentKeyName({ name })),
      ...(service ? [remove(resourceTypes.Service, service)] : []),
    ]);
  }

  #fingerprintOf(revision: RevisionSpec, scale?: ClusterScale): string {
    const { settings, portal } = this.#options;
    const all = [revision, settings, portal, ...(scale ? [scale] : [])];
    return createHash('sha256')
      .update(JSON.stringify(all))
      .digest('hex')
      .slice(0, 32);
  }

  async #write(
    revision: RevisionSpec,
    wanted: number,
    fingerprint: string,
    scale?: ClusterScale,
  ): Promise<void> {
    const { settings, known } = this.#options;
    const { deployment, pods } = known(revision.key);
    const isSame =
      deployment?.metadata?.annotations?.[notes.fingerprint] === fingerprint;
    const credentials = revision.model?.connection
      ? modelCredentials(revision, await this.#options.credentials(revision))
      : NO_CREDENTIALS;
    const secrets = [
      ...(credentials.secret ? [credentials.secret] : []),
      ...(await this.#componentKeys(revision)),
    ];
    const rendered = renderDeployment(revision, {
      // Pods that gateways still use stay: `settle` lets them go one by one.
      ...(scale
        ? {}
        : { replicas: Math.max(wanted, deployment ? pods.length : 0) }),
      credentials,
      settings,
    });
    Object.assign(rendered.metadata!, {
      annotations: {
        ...rendered.metadata?.annotations,
        ...(scale
          ? { [notes.scaler]: scale.class }
          : {
              [notes.fingerprint]: fingerprint,
              [notes.wanted]: String(wanted),
            }),
      },
    });
    const service = renderService(revision);
    // Before anything is written: nothing is left half made.
    const budget = renderDisruptionBudget(
      revision,
      scale?.maxReplicas ?? wanted,
    );
    if (!deployment) {
      await this.#demandOurs(resourceTypes.Deployment, rendered);
      for (const secret of secrets)
        await this.#demandOurs(resourceTypes.Secret, secret);
    }
    if (budget)
      await this.#demandOurs(resourceTypes.PodDisruptionBudget, budget);
    const hasService = await this.#demandOurs(resourceTypes.Service, service);
    if (scale) await this.#scalers.demand(revision, scale);
    if (!deployment) {
      for (const secret of secrets)
        await this.#try(resourceTypes.Secret, secret);
      await this.#try(resourceTypes.Deployment, rendered);
      await this.#try(resourceTypes.Service, service);
    }
    for (const secret of secrets)
      await this.#apply(
        resourceTypes.Secret,
        deployment ? ownedBy(secret, deployment) : secret,
      );
    if (deployment) await this.#handOver(revision, deployment, wanted, scale);
    const written = await this.#apply(resourceTypes.Deployment, rendered);
    this.#edits.leave(revision.key, written);
    this.#options.tookDeployment(written);
    if (scale && !deployment) await this.#setReplicas(revision, wanted);
    // They die with their Deployment, whoever deletes that.
    const isOther = deployment?.metadata?.uid !== written.metadata?.uid;
    for (const secret of isOther ? secrets : [])
      await this.#apply(resourceTypes.Secret, ownedBy(secret, written));
    if (budget)
      await this.#apply(
        resourceTypes.PodDisruptionBudget,
        ownedBy(budget, written),
      );
    // Another number of replicas makes no other Service.
    if (!isSame || !hasService)
      await this.#apply(resourceTypes.Service, service);
    if (!scale) return;
    await this.#scalers.write(revision, scale, written);
    // Only now: where the scaler is not written, all is written again
    Object.assign(rendered.metadata!.annotations!, {
      [notes.fingerprint]: fingerprint,
    });
    this.#options.tookDeployment(
      await this.#apply(resourceTypes.Deployment, rendered),
    );
  }

  /** Before a Deployment is written as one that is left to a scaler, or is not any more. */
  async #handOver(
    revision: RevisionSpec,
    deployment: V1Deployment,
    wanted: number,
    scale: ClusterScale | undefined,
  ): Promise<void> {
    const { serviceUid } = revision;
    await this.#scalers.takeBack(deployment, serviceUid, scale?.class);
    if (!scale || scalerClassOf(deployment.metadata?.annotations)) return;
    const { replicas = 0 } = deployment.spec ?? {};
    await this.#setReplicas(revision, Math.max(wanted, replicas));
  }

  async #setReplicas({ name, service }: RevisionSpec, replicas: number) {
    const at = { namespace: service.namespace, name };
    const written = await this.#scalers.handOver(at, replicas);
    this.#options.tookDeployment(written);
  }

  async #componentKeys(revision: RevisionSpec): Promise<V1Secret[]> {
    if (!needsComponentKey(revision)) return [];
    const key = await this.#options.componentKey(revision);
    return key === undefined ? [] : [componentKeySecret(revision, key)];
  }

  /** A quota or a policy that refuses one object must not leave the others behind. */
  async #try(type: ResourceType, object: KubernetesObject): Promise<void> {
    await this.#apply(type, object, { dryRun: 'All' });
  }

  #apply<T extends KubernetesObject>(
    type: ResourceType,
    object: T,
    options: { readonly dryRun?: 'All' } = {},
  ): Promise<T> {
    return this.#objects.apply(type, object, options);
  }

  /** @returns whether there is ours. @throws ForeignObjectError */
  #demandOurs(
    type: ResourceType,
    { metadata }: KubernetesObject,
  ): Promise<boolean> {
    const { namespace = '', name = '', labels } = metadata ?? {};
    const uid = labels?.[SERVICE_UID_LABEL];
    return this.#objects.demandOurs(type, { namespace, name }, uid);
  }

  async #scale(
    at: { readonly namespace: string; readonly name: string },
    replicas: number,
  ): Promise<void> {
    const { client } = this.#options;
    this.#options.tookDeployment(
      await mergeObject<V1Deployment>(client, resourceTypes.Deployment, at, {
        spec: { replicas },
      }),
    );
  }

  #note(
    at: { readonly namespace: string; readonly name: string },
    leavingSince: string | null,
    cost: string | null,
  ): Promise<void> {
    return this.#patchPod(at, {
      [notes.leaving]: leavingSince,
      [notes.deletionCost]: cost,
      ...(leavingSince === null ? { [notes.drained]: null } : {}),
    });
  }

  async #patchPod(
    at: { readonly namespace: string; readonly name: string },
    annotations: Readonly<Record<string, string | null>>,
  ): Promise<void> {
    try {
      this.#options.tookPod(
        await mergeObject<V1Pod>(this.#options.client, resourceTypes.Pod, at, {
          metadata: { annotations },
        }),
      );
    } catch (error) {
      // It ended meanwhile, which is as good.
      if (!(error instanceof KubeApiError) || error.status !== 404) throw error;
    }
  }
}
