// What a developer does to a portal by its API, and what is left of it afterwards.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { putObject } from '../../scripts/lib/s3put.mjs';
import { root, until } from './portal.mjs';

export const PROJECT = 'demo';
/** What the catalog makes of the sample deployment and its connection. */
const SAMPLE_ENTITIES = [
  'API:iris',
  'Component:iris',
  'Resource:iris_model',
  'Resource:samples_connection',
];

export class Workbench {
  #portal;
  #guestToken;

  constructor(portal) {
    this.#portal = portal;
  }

  get keys() {
    return {
      accessKeyId: 'greenroom-development',
      secretAccessKey: this.#portal.secrets.bucketSecret,
    };
  }

  /** A connection to the development bucket, other than what is said. */
  connection(name, values = {}) {
    return {
      namespace: PROJECT,
      name,
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: this.keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: this.keys.secretAccessKey,
        AWS_S3_ENDPOINT: this.#portal.bucketUrl,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_S3_BUCKET: 'models',
        ...values,
      },
    };
  }

  async put(key, body) {
    await putObject({
      endpoint: this.#portal.bucketUrl,
      ...this.keys,
      bucket: 'models',
      key,
      body,
    });
  }

  async putSample(key, file) {
    await this.put(key, readFileSync(path.join(root, 'examples/models', file)));
  }

  async connect(name, values) {
    const { status, body } = await this.#portal.api(
      'POST',
      '/connections',
      this.connection(name, values),
    );
    assert.equal(status, 201, JSON.stringify(body));
  }

  async deploy(resource) {
    const { status, body } = await this.#portal.api(
      'POST',
      '/deployments',
      resource,
    );
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }

  async get(name) {
    const { status, body } = await this.#portal.api(
      'GET',
      `/deployments/local/${PROJECT}/${name}`,
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  async patch(name, patch) {
    const { status, body } = await this.#portal.api(
      'PATCH',
      `/deployments/local/${PROJECT}/${name}`,
      patch,
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  async act(name, action, body = {}) {
    const answer = await this.#portal.api(
      'POST',
      `/deployments/local/${PROJECT}/${name}/${action}`,
      body,
    );
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
  }

  /** Waits for a state (`ready`, `failed`, …) and, if said, so many ready replicas. */
  async settled(name, code, { ready } = {}) {
    return until(
      `${name} is ${code}${
        ready === undefined ? '' : ` with ${ready} replicas`
      }`,
      async () => {
        const detail = await this.get(name);
        const fits =
          detail.state.code === code &&
          (ready === undefined ||
            (detail.replicas.ready === ready &&
              detail.replicas.desired === ready));
        if (!fits)
          throw new Error(
            `${detail.state.code}: ${detail.state.headline}; ${JSON.stringify(
              detail.replicas,
            )}`,
          );
        return detail;
      },
    );
  }

  /** Processes that the portal counts as ready replicas. */
  async readyPids(name) {
    const { revisions } = await this.get(name);
    return revisions
      .flatMap(({ facts }) => facts?.replicas ?? [])
      .filter(({ state }) => state === 'ready')
      .map(({ location }) => Number(location.replace('pid ', '')))
      .sort((a, b) => a - b);
  }

  /** Waits until a deployment has a finding. */
  async finding(name, code) {
    return until(`${name} has the finding ${code}`, async () => {
      const { fullState } = await this.get(name);
      const finding = fullState.findings.find(found => found.code === code);
      if (!finding)
        throw new Error(
          `${fullState.code}: ${JSON.stringify(fullState.findings)}`,
        );
      return { ...finding, state: fullState };
    });
  }

  async remove(name) {
    const { status, body } = await this.#portal.api(
      'DELETE',
      `/deployments/local/${PROJECT}/${name}`,
    );
    assert.equal(status, 202, JSON.stringify(body));
    await until(
      `${name} is gone`,
      async () =>
        (
          await this.#portal.api('GET', `/deployments/local/${PROJECT}/${name}`)
        ).status === 404,
    );
  }

  async disconnect(name) {
    const { status, body } = await this.#portal.api(
      'DELETE',
      `/connections/local/${PROJECT}/${name}`,
    );
    assert.equal(status, 202, JSON.stringify(body));
  }

  /** A call to any plugin as the guest who signed in. */
  async asGuest(method, apiPath, body) {
    this.#guestToken ??= await this.#signIn();
    const response = await fetch(`${this.#portal.url}/api${apiPath}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#guestToken}`,
        connection: 'close',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
    };
  }

  /**
   * Waits until the sample is in the catalog with all that comes of it, and all its processes run: then nothing changes by
   * itself any more, and the inventory is what later ones may be compared with.
   */
  async wholeInventory() {
    return until('the sample is whole', async () => {
      const inventory = await this.inventory();
      for (const entity of SAMPLE_ENTITIES)
        assert.ok(inventory.entities.includes(entity), `${entity} is missing`);
      assert.deepEqual(await this.inventory(), inventory);
      return inventory;
    });
  }

  /** Everything of this portal that a deployment or connection makes: to be compared before and after. */
  async inventory() {
    const [deployments, connections, entities] = await Promise.all([
      this.#portal.api('GET', '/deployments?limit=200'),
      this.#portal.api('GET', '/connections?limit=200'),
      this.asGuest(
        'GET',
        `/catalog/entities?filter=metadata.namespace=${PROJECT}&fields=kind,metadata.name`,
      ),
    ]);
    const local = path.join(this.#portal.dataDir, 'local');
    return {
      deployments: deployments.body.items.map(({ ref }) => ref.name).sort(),
      connections: connections.body.items.map(({ ref }) => ref.name).sort(),
      entities: entities.body
        .map(({ kind, metadata }) => `${kind}:${metadata.name}`)
        .sort(),
      processes: this.#portal
        .processes()
        .map(({ pid }) => pid)
        .sort(),
      replicas: readdirSync(path.join(local, 'replicas')).sort(),
      revisions: readdirSync(path.join(local, 'revisions')).sort(),
      downloads: readdirSync(path.join(local, 'models/incoming')).sort(),
    };
  }

  /** Waits until all is as it was. */
  async nothingLeftSince(before) {
    await until('nothing is left behind', async () => {
      assert.deepEqual(await this.inventory(), before);
      return true;
    });
  }

  async #signIn() {
    const response = await fetch(`${this.#portal.url}/api/auth/guest/refresh`, {
      method: 'POST',
    });
    assert.equal(response.status, 200);
    return (await response.json()).backstageIdentity.token;
  }
}

/** An InferenceService as the form makes it. */
export function service(
  name,
  {
    connection = 'samples',
    path: modelPath = 'iris-logreg',
    format = 'onnx',
    runtime,
    predictor = {},
    ...spec
  } = {},
) {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      namespace: PROJECT,
      annotations: { 'greenroom/owner': 'group:default/ml-team' },
    },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: format },
          ...(runtime && { runtime }),
          protocolVersion: 'v2',
          storage: { key: connection, path: modelPath },
        },
        ...predictor,
      },
      ...spec,
    },
  };
}
