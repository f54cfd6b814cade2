import type {
  KubernetesObject,
  V1Deployment,
  V1Pod,
} from '@kubernetes/client-node';
import type {
  Failure,
  ResourceRef,
  RevisionContent,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { revisionFacts } from '../facts';
import { SERVICE_UID_LABEL, servingPorts } from '../objects';
import type { PodUsage } from '../usage';

/** Which revision of which service an object belongs to. */
export interface RevisionIdentity {
  /** `<namespace>/<revision name>` */
  readonly key: string;
  /** `<namespace>/<name>` */
  readonly service: string;
}

/** What changes all the time, and is no news. */
const UNTOLD: readonly (keyof RevisionFacts)[] = ['observedAt'];

/**
 * What is known of all revisions: Deployments and pods by revision, the facts that follow, and who wants to hear of
 * changes. It knows nothing that the cluster does not tell, but for writes that failed.
 */
export class RevisionBook {
  readonly #now: () => number;
  readonly #identify: (
    object: KubernetesObject,
  ) => RevisionIdentity | undefined;
  readonly #seenAt: (namespace: string) => number;
  readonly #usageOf: (namespace: string, pod: string) => PodUsage | undefined;
  readonly #contentOf:
    | ((deployment: V1Deployment) => RevisionContent)
    | undefined;
  readonly #deployments = new Map<string, V1Deployment>();
  readonly #pods = new Map<string, Map<string, V1Pod>>();
  readonly #failures = new Map<string, Failure>();
  /** Whose revisions are, as far as somebody said. */
  readonly #owners = new Map<string, string>();
  readonly #facts = new Map<string, RevisionFacts>();
  readonly #byService = new Map<string, Set<string>>();
  readonly #serviceOf = new Map<string, string>();
  readonly #listeners = new Set<(key: string) => void>();

  /**
   * @param options - `identify`: undefined for objects that belong to no revision; `seenAt`: when a namespace was seen
   *   last, in ms since epoch; `usageOf`: what a pod uses, as far as that is known; `contentOf`: what a Deployment runs,
   *   where nobody else keeps that
   */
  constructor(options: {
    readonly now: () => number;
    readonly seenAt: (namespace: string) => number;
    readonly usageOf?: (namespace: string, pod: string) => PodUsage | undefined;
    readonly contentOf?: (deployment: V1Deployment) => RevisionContent;
    readonly identify: (
      object: KubernetesObject,
    ) => RevisionIdentity | undefined;
  }) {
    this.#now = options.now;
    this.#seenAt = options.seenAt;
    this.#usageOf = options.usageOf ?? (() => undefined);
    this.#contentOf = options.contentOf;
    this.#identify = options.identify;
  }

  /** All facts, or those of one service. */
  facts(
    service?: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    if (!service) return [...this.#facts.values()].map(one => this.#seen(one));
    const keys = this.#byService.get(`${service.namespace}/${service.name}`);
    return [...(keys ?? [])].flatMap(key => {
      const facts = this.#facts.get(key);
      return facts ? [this.#seen(facts)] : [];
    });
  }

  deployment(key: string): V1Deployment | undefined {
    const deployment = this.#deployments.get(key);
    return deployment && this.#isOwned(key, deployment)
      ? deployment
      : undefined;
  }

  /** Of a revision that is known; it is told of the last time when it is gone. */
  serviceOf(key: string): string | undefined {
    return this.#serviceOf.get(key);
  }

  pods(key: string): readonly V1Pod[] {
    return [...(this.#pods.get(key)?.values() ?? [])].filter(pod =>
      this.#isOwned(key, pod),
    );
  }

  /** Deployments and pods of a namespace. */
  *objectsIn(namespace: string): Generator<V1Deployment | V1Pod> {
    const isThere = (key: string) => key.startsWith(`${namespace}/`);
    for (const [key, deployment] of this.#deployments)
      if (isThere(key)) yield deployment;
    for (const [key, pods] of this.#pods)
      if (isThere(key)) yield* pods.values();
  }

  /** A revision is of this service: what another one of the same name left is none of it. */
  owns(key: string, serviceUid: string): void {
    if (this.#owners.get(key) === serviceUid) return;
    this.#owners.set(key, serviceUid);
    this.#look(key);
  }

  observe(onChange: (key: string) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  /** Something of a service changed that is none of its revisions. */
  touched({ namespace, name }: Pick<ResourceRef, 'namespace' | 'name'>): void {
    for (const key of this.#byService.get(`${namespace}/${name}`) ?? [])
      this.#tell(key);
  }

  /** Something of a whole namespace did. */
  touchedIn(namespace: string): void {
    for (const key of this.#facts.keys())
      if (key.startsWith(`${namespace}/`)) this.#tell(key);
  }

  deploymentChanged(deployment: V1Deployment): void {
    const key = this.#keyOf(deployment);
    if (!key) return;
    this.#deployments.set(key, deployment);
    this.#look(key);
  }

  deploymentGone(deployment: V1Deployment): void {
    const key = this.#keyOf(deployment);
    if (!key) return;
    this.#deployments.delete(key);
    this.#look(key);
  }

  podChanged(pod: V1Pod): void {
    const key = this.#keyOf(pod);
    if (!key) return;
    const pods = this.#pods.get(key) ?? new Map<string, V1Pod>();
    pods.set(pod.metadata?.name ?? '', pod);
    this.#pods.set(key, pods);
    this.#look(key);
  }

  podGone(pod: V1Pod): void {
    const key = this.#keyOf(pod);
    const pods = key ? this.#pods.get(key) : undefined;
    if (!key || !pods) return;
    pods.delete(pod.metadata?.name ?? '');
    if (pods.size === 0) this.#pods.delete(key);
    this.#look(key);
  }

  /** The last write of a revision failed, or, without a failure, succeeded. */
  wrote(revision: RevisionIdentity, failure: Failure | undefined): void {
    const { key, service } = revision;
    const before = this.#failures.get(key);
    if (before?.message === failure?.message) return;
    if (failure) this.#failures.set(key, failure);
    else this.#failures.delete(key);
    this.#serviceOf.set(key, service);
    this.#look(key);
  }

  #isOwned(key: string, { metadata }: KubernetesObject): boolean {
    const owner = this.#owners.get(key);
    return !owner || metadata?.labels?.[SERVICE_UID_LABEL] === owner;
  }

  #keyOf(object: KubernetesObject): string | undefined {
    const identity = this.#identify(object);
    if (identity) this.#serviceOf.set(identity.key, identity.service);
    return identity?.key;
  }

  /** Whether there is any replica. */
  get hasPods(): boolean {
    return this.#pods.size > 0;
  }

  /** What is watched is seen all the time, also while nothing changes; what pods use is no news. */
  #seen(facts: RevisionFacts): RevisionFacts {
    const [namespace] = facts.key.split('/');
    const at = Math.max(Date.parse(facts.observedAt), this.#seenAt(namespace));
    return {
      ...facts,
      replicas: facts.replicas.map(replica => ({
        ...replica,
        ...this.#usageOf(namespace, replica.id),
      })),
      observedAt: new Date(at).toISOString(),
    };
  }

  #look(key: string): void {
    const before = this.#facts.get(key);
    const deployment = this.deployment(key);
    const pods = this.pods(key);
    const writeFailure = this.#failures.get(key);
    const isGone = !deployment && pods.length === 0 && !writeFailure;
    if (isGone) {
      this.#facts.delete(key);
      this.#index(key, false);
      if (before) this.#tell(key);
      const isKept = this.#deployments.has(key) || this.#pods.has(key);
      if (!isKept) this.#serviceOf.delete(key);
      return;
    }
    const content = deployment && this.#contentOf?.(deployment);
    const facts: RevisionFacts = {
      ...revisionFacts({
        key,
        deployment,
        pods,
        ports: servingPorts(deployment?.spec?.template.spec ?? pods[0]?.spec),
        before,
        ...(writeFailure ? { writeFailure } : {}),
        now: new Date(this.#now()).toISOString(),
      }),
      ...(content ? { content } : {}),
    };
    this.#facts.set(key, facts);
    this.#index(key, true);
    if (!before || !isSame(before, facts)) this.#tell(key);
  }

  #tell(key: string): void {
    for (const listener of this.#listeners) listener(key);
  }

  #index(key: string, isThere: boolean): void {
    const service = this.#serviceOf.get(key);
    if (service === undefined) return;
    const keys = this.#byService.get(service) ?? new Set<string>();
    if (isThere) keys.add(key);
    else keys.delete(key);
    if (keys.size > 0) this.#byService.set(service, keys);
    else this.#byService.delete(service);
  }
}

function isSame(a: RevisionFacts, b: RevisionFacts): boolean {
  const told = (facts: RevisionFacts) =>
    JSON.stringify({
      ...facts,
      ...Object.fromEntries(UNTOLD.map(name => [name, undefined])),
    });
  return told(a) === told(b);
}
