import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import type {
  Container,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';
import {
  createObject,
  deleteObject,
  isNotFound,
  KubeClient,
  mergeObject,
  pathOf,
  resourceTypes,
} from '../client';
import { ObjectCache } from '../watch';

const SERVICES = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  plural: 'inferenceservices',
};
const FINALIZER = 'inferenceservice.finalizers';
const STOP = 'serving.kserve.io/stop';
/** Statuses that a real KServe 0.20 wrote, in order; the fixture is of the service `echo` in `demo`. */
const HAPPY = statusesOf('status-happy.yaml');
const STOPPED = statusesOf('status-stopped.yaml');
const CANARY = statusesOf('status-canary-ready.yaml');
const NO_RUNTIME = statusesOf('status-no-runtime.yaml');

/**
 * Plays KServe's controller for the InferenceServices of one namespace: makes their Deployments, and plays back what a
 * real one wrote into their status. As a real one it looks again only when a service or a Deployment changes, so that it
 * says nothing of a container that crashes.
 */
export class StandInController {
  readonly #client: KubeClient;
  readonly #namespace: string;
  readonly #image: string;
  readonly #open: { close(): Promise<void> }[] = [];
  #services: ObjectCache<KubernetesObject> | undefined;
  #deployments: ObjectCache<V1Deployment> | undefined;
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isClosed = false;

  private constructor(client: KubeClient, namespace: string, image: string) {
    this.#client = client;
    this.#namespace = namespace;
    this.#image = image;
  }

  /** @param options - `image`: of containers that name none */
  static async start(options: {
    readonly client: KubeClient;
    readonly namespace: string;
    readonly image: string;
  }): Promise<StandInController> {
    const { client, namespace, image } = options;
    const controller = new StandInController(client, namespace, image);
    controller.#deployments = await controller.#watch<V1Deployment>(
      resourceTypes.Deployment,
      ({ metadata }) =>
        controller.#enqueue(
          metadata?.labels?.['serving.kserve.io/inferenceservice'],
        ),
    );
    controller.#services = await controller.#watch<KubernetesObject>(
      SERVICES,
      ({ metadata }) => controller.#enqueue(metadata?.name),
    );
    for (const { metadata } of controller.#services.values())
      controller.#enqueue(metadata?.name);
    return controller;
  }

  /** Nobody takes its finalizers off any more: they go with it. @throws what went wrong meanwhile */
  async close(): Promise<void> {
    const left = [...(this.#services?.values() ?? [])];
    this.#isClosed = true;
    for (const one of this.#open) await one.close();
    await this.#work;
    for (const { metadata } of left) {
      await this.#merge(metadata?.name ?? '', {
        metadata: { finalizers: null },
      }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  async #watch<T extends KubernetesObject>(
    type: typeof SERVICES | (typeof resourceTypes)['Deployment'],
    onChange: (object: T) => void,
  ): Promise<ObjectCache<T>> {
    const cache = await ObjectCache.start<T>({
      client: this.#client,
      type,
      namespace: this.#namespace,
      listener: { onChange, onGone() {}, onLost() {}, onFound() {} },
      sleep: (ms, signal) => delay(ms, undefined, { signal }),
      random: Math.random,
    });
    this.#open.push(cache);
    return cache;
  }

  #enqueue(name: string | undefined): void {
    if (!name || this.#isClosed) return;
    this.#work = this.#work.then(() =>
      this.#reconcile(name).catch((error: unknown) => {
        // Gone meanwhile, with its namespace or by itself.
        if (!isNotFound(error)) this.#failure = error;
      }),
    );
  }

  async #reconcile(name: string): Promise<void> {
    const object = this.#services?.get(this.#namespace, name);
    if (!object) return;
    const service = object as unknown as InferenceService;
    const { deletionTimestamp, annotations = {} } = service.metadata;
    if (deletionTimestamp) {
      await this.#removeDeployments(name);
      await this.#merge(name, { metadata: { finalizers: null } });
      return;
    }
    if (!service.metadata.finalizers?.includes(FINALIZER))
      await this.#merge(name, { metadata: { finalizers: [FINALIZER] } });
    if (annotations[STOP] === 'true') {
      await this.#removeDeployments(name);
      await this.#report(service, STOPPED[0]);
      return;
    }
    if (service.spec.predictor.model?.runtime === 'missing') {
      await this.#report(service, NO_RUNTIME[0]);
      return;
    }
    const [stable, ...canaries] = predictorsOf(service);
    for (const predictor of [stable, ...canaries])
      await this.#deploy(service, predictor);
    await this.#report(service, this.#statusOf(stable, canaries));
  }

  #statusOf(stable: Predictor, canaries: readonly Predictor[]): object {
    const [fresh, unavailable, ready, loaded] = HAPPY;
    const states = [stable, ...canaries].map(({ name }) => this.#isReady(name));
    if (states[0] === undefined) return fresh;
    if (!states[0]) return unavailable;
    if (canaries.length === 0) return loaded;
    return states.every(Boolean) ? CANARY[0] : ready;
  }

  /** Undefined: its Deployment tells nothing yet. */
  #isReady(name: string): boolean | undefined {
    const conditions = this.#deployments?.get(this.#namespace, name)?.status
      ?.conditions;
    const available = conditions?.find(({ type }) => type === 'Available');
    return available && available.status === 'True';
  }

  async #deploy(
    { metadata }: InferenceService,
    { name, container, replicas }: Predictor,
  ): Promise<void> {
    if (this.#deployments?.get(this.#namespace, name)) return;
    const labels = {
      app: `isvc.${name}`,
      component: 'predictor',
      'serving.kserve.io/inferenceservice': metadata.name,
    };
    const made = await createObject(this.#client, resourceTypes.Deployment, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: this.#namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: { app: labels.app } },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                image: this.#image,
                ports: [{ containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
                ...container,
                name: 'kserve-container',
                resources: { requests: { cpu: '5m', memory: '24Mi' } },
              },
            ],
          },
        },
      },
    } as V1Deployment);
    this.#deployments?.took(made);
  }

  async #removeDeployments(service: string): Promise<void> {
    for (const { metadata } of [...(this.#deployments?.values() ?? [])]) {
      const { name = '', labels } = metadata ?? {};
      if (labels?.['serving.kserve.io/inferenceservice'] !== service) continue;
      const at = { namespace: this.#namespace, name };
      await deleteObject(this.#client, resourceTypes.Deployment, at);
    }
  }

  async #merge(name: string, patch: object): Promise<void> {
    const at = { namespace: this.#namespace, name };
    const told = await mergeObject<KubernetesObject>(
      this.#client,
      SERVICES,
      at,
      patch,
      '?fieldManager=kserve',
    );
    this.#services?.took(told);
  }

  /** Nothing when it says so already: it would look again for ever. */
  async #report({ metadata }: InferenceService, status: object): Promise<void> {
    const { name } = metadata;
    const value: unknown = JSON.parse(
      JSON.stringify(status)
        .replaceAll('echo', name)
        .replaceAll('.demo.', `.${this.#namespace}.`)
        .replaceAll('-demo.', `-${this.#namespace}.`),
    );
    const told = this.#services?.get(this.#namespace, name) as unknown as
      | InferenceService
      | undefined;
    if (isDeepStrictEqual(told?.status, value)) return;
    const at = { namespace: this.#namespace, name };
    const path = `${pathOf(SERVICES, at)}/status?fieldManager=kserve`;
    const written = await this.#client.json<KubernetesObject>(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'add', path: '/status', value }]),
    });
    this.#services?.took(written);
  }
}

/** One Deployment of a service. */
interface Predictor {
  readonly name: string;
  readonly container: Partial<Container>;
  readonly replicas: number;
}

function predictorsOf({
  metadata,
  spec,
}: InferenceService): [Predictor, ...Predictor[]] {
  const { name, containers = [{}], minReplicas = 1 } = spec.predictor;
  const container = containers[0] as Partial<Container>;
  const nameOf = (part: string | undefined) =>
    [metadata.name, part, 'predictor'].filter(Boolean).join('-');
  const canaries = (spec.canary ?? []).map(({ predictor }) => ({
    name: nameOf(predictor.name),
    container,
    replicas: 1,
  }));
  return [
    { name: nameOf(name), container, replicas: minReplicas },
    ...canaries,
  ];
}

/** Statuses of a file of `__fixtures__/kserve-status`, but for the first, which is empty. */
function statusesOf(file: string): readonly object[] {
  const path = resolve(__dirname, '../__fixtures__/kserve-status', file);
  const { timeline } = parse(readFileSync(path, 'utf8')) as {
    timeline: readonly { readonly status?: object }[];
  };
  return timeline.flatMap(({ status }) =>
    status && Object.keys(status).length > 0 ? [status] : [],
  );
}
