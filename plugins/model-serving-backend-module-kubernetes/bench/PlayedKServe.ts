import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import type { FakeApiServer } from '../src/__testUtils__/FakeApiServer';
import { exampleDeployment } from './examplePod';

const GROUP = 'serving.kserve.io';
const SERVICES = `apis/${GROUP}/v1beta1/inferenceservices`;
const DEPLOYMENTS = 'apis/apps/v1/deployments';
const SINCE = '2026-01-01T00:00:00Z';

/** As its operators set it. */
const CONFIG = {
  deploy: JSON.stringify({ defaultDeploymentMode: 'Standard' }),
  ingress: JSON.stringify({
    ingressDomain: 'example.com',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  }),
};

/** What a cluster with KServe serves beside what every cluster does. */
const DISCOVERY: Readonly<Record<string, object>> = {
  '/apis': {
    groups: [{ name: GROUP, versions: ['v1beta1', 'v1alpha1'].map(version) }],
  },
  [`/apis/${GROUP}/v1beta1`]: {
    resources: [{ name: 'inferenceservices', kind: 'InferenceService' }],
  },
  [`/apis/${GROUP}/v1alpha1`]: {
    resources: [
      { name: 'servingruntimes', kind: 'ServingRuntime' },
      { name: 'clusterservingruntimes', kind: 'ClusterServingRuntime' },
      { name: 'inferencegraphs', kind: 'InferenceGraph' },
    ],
  },
};

/** KServe on an API server in memory: each InferenceService has its Deployment, and is ready, at once. */
export class PlayedKServe {
  readonly #server: FakeApiServer;

  constructor(server: FakeApiServer) {
    this.#server = server;
    server.putObject(
      {
        collection: 'api/v1/configmaps',
        namespace: 'kserve',
        name: 'inferenceservice-config',
      },
      { data: CONFIG } as KubernetesObject,
    );
  }

  /** How many services say that they are ready. */
  get ready(): number {
    return this.#server
      .objects(SERVICES)
      .filter(object => 'status' in object && object.status !== undefined)
      .length;
  }

  /** Answers what the cluster is asked for its API; returns whether this is it. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const found = DISCOVERY[request.url ?? ''];
    if (!found) return false;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found));
    return true;
  }

  /** Does what its controllers do when an object of a collection was written. */
  reconcile(collection: string, object: KubernetesObject): void {
    if (collection !== SERVICES || 'status' in object) return;
    const { namespace, name = '' } = object.metadata!;
    const deployment = deploymentOf(name);
    this.#server.putObject(
      {
        collection: DEPLOYMENTS,
        namespace,
        name: deployment.metadata?.name,
      },
      {
        ...deployment,
        metadata: { ...deployment.metadata, namespace },
      },
    );
    this.#server.putObject({ collection: SERVICES, namespace, name }, {
      ...object,
      status: statusOf(`http://${name}-${namespace}.example.com`),
    } as KubernetesObject);
  }
}

function version(name: string): object {
  return { groupVersion: `${GROUP}/${name}`, version: name };
}

/** Of one replica, by the name that KServe gives it in Standard mode. */
function deploymentOf(service: string): V1Deployment {
  const deployment = exampleDeployment(service);
  const name = `${service}-predictor`;
  const labels = {
    app: `isvc.${name}`,
    component: 'predictor',
    'serving.kserve.io/inferenceservice': service,
  };
  const spec = deployment.spec!;
  return {
    ...deployment,
    metadata: { name, labels },
    spec: {
      ...spec,
      replicas: 1,
      selector: { matchLabels: { app: labels.app } },
      template: { ...spec.template, metadata: { labels } },
    },
    status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  };
}

function statusOf(url: string): object {
  const condition = (type: string) => ({
    type,
    status: 'True',
    lastTransitionTime: SINCE,
  });
  return {
    url,
    address: { url },
    conditions: ['IngressReady', 'PredictorReady', 'Ready'].map(condition),
    components: { predictor: { url } },
    deploymentMode: 'Standard',
    modelStatus: {
      transitionStatus: 'UpToDate',
      states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
      copies: { failedCopies: 0, totalCopies: 1 },
    },
  };
}
