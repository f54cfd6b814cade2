import { setTimeout as delay } from 'node:timers/promises';
import type {
  InferenceService,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  KubeConfig,
  V1Deployment,
  V1Secret,
} from '@kubernetes/client-node';
import { KubeApi } from './KubeApi';
import { podOfRuntime, RuntimePod, STORAGE_CONFIG } from './podOfRuntime';
import { ProjectApi } from './ProjectApi';
import { predictorsOf, type Predictor } from './predictorsOf';
import { StandInGraphs, type RouterSettings } from './StandInGraphs';
import { statusOf } from './statusOf';

/** Group with version, and plural. */
const SERVICES = 'serving.kserve.io/v1beta1 inferenceservices';
const RUNTIMES = 'serving.kserve.io/v1alpha1 servingruntimes';
const SECRETS = 'v1 secrets';
const DEPLOYMENTS = 'apps/v1 deployments';
const FINALIZER = 'inferenceservice.finalizers';
const STOP = 'serving.kserve.io/stop';
const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';
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
  /** Image that fetches models, for runtimes that say how their program is started. */
  readonly initializer?: string;
}

/**
 * Plays KServe's controllers for the InferenceServices and InferenceGraphs of one namespace: makes their Deployments, and
 * plays back what a real one wrote into the status of services. As a real one it looks again only when a service or a Deployment changes, so that it
 * says nothing of a container that crashes.
 * @public
 */
export class StandInController {
  readonly #api: KubeApi;
  readonly #project: ProjectApi;
  readonly #graphs: StandInGraphs;
  readonly #namespace: string;
  readonly #image: string;
  readonly #initializer: string | undefined;
  readonly #end = new AbortController();
  /** By name of a service, the versions of it and of its Deployments that were looked at. */
  readonly #seen = new Map<string, string>();
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(options: StandInOptions) {
    const { config, namespace, image, initializer } = options;
    this.#api = new KubeApi(config);
    this.#project = new ProjectApi(this.#api, namespace);
    this.#graphs = new StandInGraphs({
      project: this.#project,
      namespace,
      image,
    });
    this.#namespace = namespace;
    this.#image = image;
    this.#initializer = initializer;
  }

  static async start(options: StandInOptions): Promise<StandInController> {
    const controller = new StandInController(options);
    await controller.#look();
    controller.#work = controller.#run();
    return controller;
  }

  /** What an operator does who edits `router` of KServe's configuration: all routers are this from now on. */
  routers(router: RouterSettings): void {
    this.#graphs.routers(router);
  }

  /** Nobody takes its finalizers off any more: they go with it. @throws what went wrong meanwhile */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#work;
    for (const { metadata } of await this.#project.list<InferenceService>(
      SERVICES,
    )) {
      await this.#project.merge(SERVICES, metadata.name, {
        metadata: { finalizers: null },
      });
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
    const services = await this.#project.list<InferenceService>(SERVICES);
    const deployments = await this.#project.list<V1Deployment>(DEPLOYMENTS);
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
    await this.#graphs.look(services, deployments);
  }

  async #reconcile(
    service: InferenceService,
    deployments: readonly V1Deployment[],
  ): Promise<void> {
    const { name, deletionTimestamp, finalizers, annotations } =
      service.metadata;
    if (deletionTimestamp) {
      for (const one of deployments)
        await this.#project.remove(DEPLOYMENTS, one.metadata?.name ?? '');
      await this.#project.merge(SERVICES, name, {
        metadata: { finalizers: null },
      });
      return;
    }
    if (!finalizers?.includes(FINALIZER))
      await this.#project.merge(SERVICES, name, {
        metadata: { finalizers: [FINALIZER] },
      });
    const wanted = this.#isServed(service) ? predictorsOf(service) : [];
    for (const predictor of wanted) {
      const known = deployments.find(
        ({ metadata }) => metadata?.name === predictor.name,
      );
      await this.#deploy(name, predictor, known !== undefined);
    }
    for (const one of deployments) {
      if (wanted.every(predictor => predictor.name !== one.metadata?.name))
        await this.#project.remove(DEPLOYMENTS, one.metadata?.name ?? '');
    }
    const value = statusOf(
      service,
      wanted.map(predictor => availability(predictor, deployments)),
      annotations?.[STOP] === 'true',
    );
    await this.#project.report(SERVICES, service, value);
  }

  #isServed({ metadata, spec }: InferenceService): boolean {
    return (
      metadata.annotations?.[STOP] !== 'true' &&
      spec.predictor.model?.runtime !== 'missing'
    );
  }

  /** Of a runtime that the predictor names and that says how its program is started: others are only named. */
  async #podOf(
    service: string,
    predictor: Predictor,
  ): Promise<RuntimePod | undefined> {
    const initializer = this.#initializer;
    const { runtime: named } = predictor.model ?? {};
    if (!named || !initializer) return undefined;
    const runtimes = await this.#project.list<ServingRuntime>(RUNTIMES);
    const runtime = runtimes.find(({ metadata }) => metadata.name === named);
    if (!runtime?.spec.containers[0]?.args) return undefined;
    const secrets = await this.#project.list<V1Secret>(SECRETS);
    const storages = secrets.find(
      ({ metadata }) => metadata?.name === STORAGE_CONFIG,
    );
    return podOfRuntime(runtime, predictor, { service, initializer, storages });
  }

  async #deploy(
    service: string,
    predictor: Predictor,
    isThere: boolean,
  ): Promise<void> {
    const { name, container, replicas, notes } = predictor;
    const pod = await this.#podOf(service, predictor);
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
            ...pod?.spec,
            containers: [
              {
                image: this.#image,
                ports: [{ containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
                ...pod?.container,
                ...container,
                name: 'kserve-container',
                resources: { requests: { cpu: '5m', memory: '24Mi' } },
              },
            ],
          },
        },
      },
    };
    await (isThere
      ? this.#project.merge(DEPLOYMENTS, name, value)
      : this.#project.create(DEPLOYMENTS, value));
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
