import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeConfig, V1Deployment } from '@kubernetes/client-node';
import { KubeApi, RefusedCall } from './KubeApi';
import { predictorsOf, type Predictor } from './predictorsOf';
import { statusOf } from './statusOf';

/** Group with version, and plural. */
const SERVICES = 'serving.kserve.io/v1beta1 inferenceservices';
const DEPLOYMENTS = 'apps/v1 deployments';
const FINALIZER = 'inferenceservice.finalizers';
const STOP = 'serving.kserve.io/stop';
const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';
const MERGE = 'application/merge-patch+json';
const JSON_TYPE = 'application/json';
/** Between two looks: a list tells of what it has itself just written, as a watch does not. */
const LOOK_MS = 150;

/**
 * What a {@link StandInController} is made of.
 * @public
 */
export interface StandInOptions {
  /** As whom it acts. */
  readonly config: KubeConfig;
  readonly namespace: string;
  /** Of containers that name none. */
  readonly image: string;
}

/**
 * Plays KServe's controller for the InferenceServices of one namespace: makes their Deployments, and plays back what a
 * real one wrote into their status. As a real one it looks again only when a service or a Deployment changes, so that it
 * says nothing of a container that crashes.
 * @public
 */
export class StandInController {
  readonly #api: KubeApi;
  readonly #namespace: string;
  readonly #image: string;
  readonly #end = new AbortController();
  /** By name of a service, the versions of it and of its Deployments that were looked at. */
  readonly #seen = new Map<string, string>();
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor({ config, namespace, image }: StandInOptions) {
    this.#api = new KubeApi(config);
    this.#namespace = namespace;
    this.#image = image;
  }

  static async start(options: StandInOptions): Promise<StandInController> {
    const controller = new StandInController(options);
    await controller.#look();
    controller.#work = controller.#run();
    return controller;
  }

  /** Nobody takes its finalizers off any more: they go with it. @throws what went wrong meanwhile */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#work;
    for (const { metadata } of await this.#list<InferenceService>(SERVICES)) {
      await this.#merge(metadata.name, { metadata: { finalizers: null } });
    }
    this.#api.close();
    if (this.#failure) throw this.#failure;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await delay(LOOK_MS, undefined, { signal });
        await this.#look();
      } catch (error) {
        if (!signal.aborted) this.#failure = error;
      }
    }
  }

  async #look(): Promise<void> {
    const services = await this.#list<InferenceService>(SERVICES);
    const deployments = await this.#list<V1Deployment>(DEPLOYMENTS);
    for (const service of services) {
      const { name } = service.metadata;
      const own = deployments.filter(
        ({ metadata }) => metadata?.labels?.[SERVICE_LABEL] === name,
      );
      const versions = [service, ...own]
        .map(({ metadata }) => metadata?.resourceVersion)
        .join();
      if (this.#seen.get(name) === versions) continue;
      await this.#reconcile(service, own);
      this.#seen.set(name, versions);
    }
  }

  async #reconcile(
    service: InferenceService,
    deployments: readonly V1Deployment[],
  ): Promise<void> {
    const { name, deletionTimestamp, finalizers, annotations } =
      service.metadata;
    if (deletionTimestamp) {
      for (const one of deployments) await this.#remove(one);
      await this.#merge(name, { metadata: { finalizers: null } });
      return;
    }
    if (!finalizers?.includes(FINALIZER))
      await this.#merge(name, { metadata: { finalizers: [FINALIZER] } });
    const wanted = this.#isServed(service) ? predictorsOf(service) : [];
    for (const predictor of wanted) {
      const known = deployments.find(
        ({ metadata }) => metadata?.name === predictor.name,
      );
      await this.#deploy(name, predictor, known !== undefined);
    }
    for (const one of deployments) {
      if (wanted.every(predictor => predictor.name !== one.metadata?.name))
        await this.#remove(one);
    }
    const value = statusOf(
      service,
      wanted.map(predictor => availability(predictor, deployments)),
      annotations?.[STOP] === 'true',
    );
    await this.#report(service, value);
  }

  #isServed({ metadata, spec }: InferenceService): boolean {
    return (
      metadata.annotations?.[STOP] !== 'true' &&
      spec.predictor.model?.runtime !== 'missing'
    );
  }

  async #deploy(
    service: string,
    { name, container, replicas, notes }: Predictor,
    isThere: boolean,
  ): Promise<void> {
    const labels = {
      app: `isvc.${name}`,
      component: 'predictor',
      [SERVICE_LABEL]: service,
    };
    const value: V1Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: this.#namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: { app: labels.app } },
        template: {
          metadata: { labels, annotations: notes },
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
    };
    const path = this.#path(DEPLOYMENTS);
    await this.#tolerant(() =>
      isThere
        ? this.#api.call('PATCH', `${path}/${name}`, { type: MERGE, value })
        : this.#api.call('POST', path, { type: JSON_TYPE, value }),
    );
  }

  async #remove({ metadata }: V1Deployment): Promise<void> {
    const path = `${this.#path(DEPLOYMENTS)}/${metadata?.name}`;
    await this.#tolerant(() => this.#api.call('DELETE', path));
  }

  /** Nothing when it says so already: it would look again for ever. */
  async #report(
    { metadata, status }: InferenceService,
    value: object,
  ): Promise<void> {
    if (isDeepStrictEqual(status, value)) return;
    const path = `${this.#path(SERVICES)}/${metadata.name}/status`;
    await this.#tolerant(() =>
      this.#api.call('PATCH', `${path}?fieldManager=kserve`, {
        type: 'application/json-patch+json',
        value: [{ op: 'add', path: '/status', value }],
      }),
    );
  }

  async #merge(name: string, value: object): Promise<void> {
    const path = `${this.#path(SERVICES)}/${name}?fieldManager=kserve`;
    await this.#tolerant(() =>
      this.#api.call('PATCH', path, { type: MERGE, value }),
    );
  }

  async #list<T>(kind: string): Promise<readonly T[]> {
    const list = await this.#api.call<{ items: readonly T[] }>(
      'GET',
      this.#path(kind),
    );
    return list.items;
  }

  #path(kind: string): string {
    const [group, plural] = kind.split(' ');
    return `/apis/${group}/namespaces/${this.#namespace}/${plural}`;
  }

  /** What is gone meanwhile, by itself or with its namespace, is nobody's concern. */
  async #tolerant(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const isGone =
        error instanceof RefusedCall &&
        (error.status === 404 || /being terminated/.test(error.message));
      if (!isGone) throw error;
    }
  }
}

/** Undefined: its Deployment tells nothing yet. */
function availability(
  { name }: Predictor,
  deployments: readonly V1Deployment[],
): boolean | undefined {
  const { status } =
    deployments.find(({ metadata }) => metadata?.name === name) ?? {};
  const available = status?.conditions?.find(
    ({ type }) => type === 'Available',
  );
  return available && available.status === 'True';
}
