import type {
  InferenceGraph,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { V1Deployment, V1Service } from '@kubernetes/client-node';
import type { ProjectApi } from './ProjectApi';

const GRAPHS = 'serving.kserve.io/v1alpha1 inferencegraphs';
const DEPLOYMENTS = 'apps/v1 deployments';
const SERVICES = 'v1 services';
const GRAPH_LABEL = 'serving.kserve.io/inferencegraph';
const STOP = 'serving.kserve.io/stop';
/** Of a graph whose router is gone. */
const STOPPED = {
  conditions: [
    { type: 'Stopped', status: 'True' },
    { type: 'Ready', status: 'False', reason: 'Stopped' },
  ],
};

/** What routers are. @public */
export interface RouterSettings {
  /** Default: that of the controller. */
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Plays what KServe 0.20 does with InferenceGraphs in Standard mode, quirks included: no status and no router before each
 * service has an address; Ready as soon as the router's Deployment says anything of being available; then no word more of
 * its services; the Deployment's generation for its own.
 */
export class StandInGraphs {
  readonly #project: ProjectApi;
  readonly #namespace: string;
  readonly #image: string;
  #router: RouterSettings = {};
  /** By name, the versions of a graph and of its router that were looked at. */
  readonly #seen = new Map<string, string>();

  /** @param options - `image`: of routers */
  constructor(options: {
    readonly project: ProjectApi;
    readonly namespace: string;
    readonly image: string;
  }) {
    this.#project = options.project;
    this.#namespace = options.namespace;
    this.#image = options.image;
  }

  /** From now on; those that are there are looked at again. */
  routers(router: RouterSettings): void {
    this.#router = router;
    this.#seen.clear();
  }

  /** Of its namespace, as they were listed. */
  async look(
    services: readonly InferenceService[],
    deployments: readonly V1Deployment[],
  ): Promise<void> {
    for (const graph of await this.#project.list<InferenceGraph>(GRAPHS)) {
      const { name, uid } = graph.metadata;
      const router = deployments.find(
        ({ metadata }) => metadata?.labels?.[GRAPH_LABEL] === name,
      );
      const versions = [graph, router]
        .map(object => object?.metadata?.resourceVersion)
        .join();
      if (this.#seen.get(name) === versions) continue;
      // One that waits for a service is looked at again, as KServe does after an error
      if (!(await this.#reconcile(graph, uid ?? '', services, router)))
        continue;
      this.#seen.set(name, versions);
    }
  }

  /** @returns whether it came to an end */
  async #reconcile(
    graph: InferenceGraph,
    uid: string,
    services: readonly InferenceService[],
    router: V1Deployment | undefined,
  ): Promise<boolean> {
    const { name, annotations } = graph.metadata;
    if (annotations?.[STOP] === 'true') {
      await this.#project.remove(DEPLOYMENTS, name);
      await this.#project.remove(SERVICES, name);
      await this.#project.report(GRAPHS, graph, STOPPED);
      return true;
    }
    const hasAddress = (wanted: string) =>
      services.some(
        ({ metadata, status }) => metadata.name === wanted && status?.address,
      );
    const steps = Object.values(graph.spec.nodes).flatMap(node => node.steps);
    if (
      !steps.every(step => !step?.serviceName || hasAddress(step.serviceName))
    )
      return false;
    await this.#route(graph, uid, router !== undefined);
    const { conditions = [], observedGeneration } = router?.status ?? {};
    if (!conditions.some(({ type }) => type === 'Available')) return true;
    await this.#project.report(GRAPHS, graph, {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Stopped', status: 'False' },
      ],
      observedGeneration,
      url: `http://${name}-${this.#namespace}.example.com`,
    });
    return true;
  }

  async #route(
    { apiVersion, kind, metadata: { name }, spec }: InferenceGraph,
    uid: string,
    isThere: boolean,
  ): Promise<void> {
    const { image, env = {} } = this.#router;
    const labels = { app: `isvc.${name}`, [GRAPH_LABEL]: name };
    const metadata = {
      name,
      namespace: this.#namespace,
      labels,
      // They go with the graph, which has no finalizer
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
    };
    const deployment: V1Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: spec.minReplicas ?? 1,
        selector: { matchLabels: { app: labels.app } },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name,
                image: image ?? this.#image,
                env: [
                  { name: 'GRAPH', value: JSON.stringify(spec) },
                  ...Object.entries(env).map(([key, value]) => ({
                    name: key,
                    value,
                  })),
                ],
                ports: [{ containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
                resources: spec.resources ?? {
                  requests: { cpu: '5m', memory: '24Mi' },
                },
              },
            ],
          },
        },
      },
    };
    if (isThere) {
      await this.#project.merge(DEPLOYMENTS, name, deployment);
      return;
    }
    await this.#project.create(DEPLOYMENTS, deployment);
    const service: V1Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: { app: labels.app },
        ports: [{ name, port: 80, targetPort: 8080 }],
      },
    };
    await this.#project.create(SERVICES, service);
  }
}
