import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type {
  ConnectionView,
  DeploymentDetail,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { bucketKeys } from './SampleBucket';
import type { Person } from './people';
import type { Answer, TestPortal } from './TestPortal';
import { until } from './until';

/** The first flower of the test set, and its species. */
export const flower = { features: [7.0, 3.2, 4.7, 1.4], label: 1 };

/** What deployments are made and called with. */
export type PortalInReach = Pick<
  TestPortal,
  'call' | 'bucket' | 'gatewayUrl' | 'cluster' | 'namespace'
>;

/** What tests do with deployments and connections of the project of a portal. */
export class Deployments {
  readonly #portal: PortalInReach;
  /** Where they were made, also when the portal does not know that cluster any more. */
  readonly #cluster: string;
  readonly #as: Person;

  constructor(portal: PortalInReach, as: Person = 'alice') {
    this.#portal = portal;
    this.#cluster = portal.cluster;
    this.#as = as;
  }

  /** Calls the API: `call('POST', '/deployments', body)`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return this.#portal.call(
      this.#as,
      method,
      `model-serving${path}`,
      body,
      headers,
    );
  }

  /** A connection to the sample bucket. */
  async connect(
    name: string,
    more: { cluster?: string; owner?: string; privateTo?: string } = {},
  ): Promise<ConnectionView> {
    const { status, body } = await this.call('POST', '/connections', {
      namespace: this.#portal.namespace,
      name,
      type: 's3',
      ...more,
      values: {
        AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
        AWS_S3_ENDPOINT: this.#portal.bucket.url,
        AWS_S3_BUCKET: 'models',
      },
    });
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** An iris deployment, as a pipeline would write it. */
  service(name: string, connection: string, path: string = 'iris') {
    const service: InferenceService = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace: this.#portal.namespace },
      spec: {
        predictor: {
          model: {
            modelFormat: { name: 'onnx' },
            storage: { key: connection, path },
          },
        },
      },
    };
    return service;
  }

  /** Deploys and waits for an answering model. */
  async deploy(
    name: string,
    connection: string,
    path?: string,
  ): Promise<DeploymentDetail> {
    const { status, body } = await this.call(
      'POST',
      '/deployments',
      this.service(name, connection, path),
    );
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return this.ready(name);
  }

  /** Of a deployment in the API. */
  pathOf(name: string): string {
    return `/deployments/${this.#cluster}/${this.#portal.namespace}/${name}`;
  }

  async get(name: string): Promise<DeploymentDetail | undefined> {
    const { status, body } = await this.call('GET', this.pathOf(name));
    return status === 404 ? undefined : body;
  }

  /** Waits until what is seen is as wanted; fails with what was seen last. */
  async untilSeen(
    name: string,
    isWanted: (deployment: DeploymentDetail) => boolean,
    deadlineMs?: number,
  ): Promise<DeploymentDetail> {
    let last: DeploymentDetail | undefined;
    try {
      return await until(
        `${name} is as wanted`,
        async () => {
          last = await this.get(name);
          return last && isWanted(last) && last;
        },
        deadlineMs,
      );
    } catch (error) {
      throw new Error(
        `${error}; seen last: ${JSON.stringify({
          state: last?.fullState,
          replicas: last?.replicas,
          revisions: last?.revisions,
        })}`,
        { cause: error },
      );
    }
  }

  ready(name: string): Promise<DeploymentDetail> {
    return this.untilSeen(name, ({ state }) => state.word === 'Ready');
  }

  /** Deletes, and waits until it is gone. */
  async remove(name: string): Promise<void> {
    await this.call('DELETE', this.pathOf(name));
    await this.untilGone(name);
  }

  untilGone(name: string): Promise<true> {
    return until(`${name} is gone`, async () => !(await this.get(name)));
  }

  /**
   * What the model says of one row of features, through the gateway.
   * @param token - shown where the deployment asks for one
   */
  async predict(
    name: string,
    features: readonly number[] = flower.features,
    token?: string,
  ): Promise<Answer> {
    const response = await fetch(this.inferUrl(name), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: inferBody(features),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Makes a token for a deployment and predicts with it, once the gateways know it. */
  async predictWithToken(name: string): Promise<Answer> {
    const { body } = await this.call('POST', `${this.pathOf(name)}/tokens`, {
      name: 'shop',
    });
    return until('the token is known', async () => {
      const seen = await this.predict(name, flower.features, body.value);
      return seen.status === 200 && seen;
    });
  }

  /**
   * Begins to send a prediction and stops in the middle of its body: it is under way for as long as a test wants, on a
   * fast machine and on a slow one.
   * @returns sends the rest, and answers what the model says
   */
  beginPrediction(name: string): () => Promise<Answer> {
    const body = inferBody(flower.features);
    const sending = request(this.inferUrl(name), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
      },
    });
    const answer = once(sending, 'response').then(
      async ([response]: IncomingMessage[]) => ({
        status: response.statusCode ?? 0,
        body: await json(response),
      }),
    );
    // Whoever sends the rest hears of it.
    answer.catch(() => {});
    sending.write(body.slice(0, 10));
    return () => {
      sending.end(body.slice(10));
      return answer;
    };
  }

  /** Where a deployment is asked for predictions, through the gateway. */
  inferUrl(name: string): string {
    const { gatewayUrl, namespace } = this.#portal;
    return `${gatewayUrl}/serving/${namespace}/${name}/v2/models/${name}/infer`;
  }
}

function inferBody(features: readonly number[]): string {
  return JSON.stringify({
    inputs: [
      {
        name: 'input',
        datatype: 'FP32',
        shape: [1, features.length],
        data: features,
      },
    ],
  });
}

/** The class that a prediction names. */
export function labelOf({ body }: Answer): unknown {
  return body.outputs.find(
    (output: { name: string }) => output.name === 'label',
  ).data[0];
}

/** Processes of the replicas of all revisions, by what the platform says of their place. */
export function locationsOf({ revisions }: DeploymentDetail): string[] {
  return revisions
    .flatMap(({ facts }) => facts?.replicas ?? [])
    .map(({ location }) => location ?? '')
    .sort();
}
