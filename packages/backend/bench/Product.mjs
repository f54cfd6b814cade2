import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const transform = createRequire(import.meta.url).resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);
const LIMIT_MS = 60_000;
const LOOK_MS = 250;

/** The running product as its users see it: the API of the portal, and the gateway. */
export class Product {
  #process;
  #told;

  constructor(process, told) {
    this.#process = process;
    this.#told = told;
  }

  /** @param {string} folder where it writes */
  static async start(folder) {
    const sleeper = path.join(here, 'sleeper.mjs');
    const portal = fork(
      path.join(here, 'portal.ts'),
      [JSON.stringify({ folder, sleeper })],
      {
        execArgv: ['--require', transform],
        env: { ...process.env, NODE_ENV: 'production' },
        // It logs what it does; only what goes wrong belongs beside figures.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const told = await new Promise((resolve, reject) => {
      portal.once('exit', code => reject(new Error(`it ended (${code})`)));
      portal.on('message', message => {
        // The compiler tells of every file that it loads
        if (message.gatewayUrl) resolve(message);
      });
    });
    return new Product(portal, told);
  }

  async stop() {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.send({ stop: true });
    await ended;
  }

  inferUrl(name) {
    return `${
      this.#told.gatewayUrl
    }/serving/demo/${name}/v2/models/${name}/infer`;
  }

  /** A connection to the bucket of models. */
  async connect(name) {
    const { url, accessKeyId, secretAccessKey } = this.#told.bucket;
    await this.#call('POST', '/connections', {
      namespace: 'demo',
      name,
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_S3_ENDPOINT: url,
        AWS_S3_BUCKET: 'models',
      },
    });
  }

  async deploy(name, predictor) {
    await this.#call('POST', '/deployments', {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace: 'demo' },
      spec: { predictor: { minReplicas: 0, ...predictor } },
    });
  }

  /** Waits until a service has no replica and nobody asks for one. */
  async idle(name) {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const { state, replicas } = await this.#call(
        'GET',
        `/deployments/local/demo/${name}`,
      );
      if (state.word === 'Idle' && !replicas.ready && !replicas.desired) return;
      if (Date.now() > deadline)
        throw new Error(`${name} does not come to rest: ${state.headline}`);
      await delay(LOOK_MS);
    }
  }

  /** What was decided about the replicas of a service since then (ms since epoch), oldest first. */
  async decisions(name, since) {
    const { items } = await this.#call(
      'GET',
      `/deployments/local/demo/${name}/scaling?since=${new Date(
        since,
      ).toISOString()}`,
    );
    return items.flatMap(({ decisions }) => decisions);
  }

  async #call(method, route, body) {
    const response = await fetch(`${this.#told.url}${route}`, {
      method,
      headers: {
        authorization: this.#told.authorization,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }
}
