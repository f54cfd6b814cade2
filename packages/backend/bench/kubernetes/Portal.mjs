import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from './Child.mjs';
import { portalProgram } from './programs.mjs';

const LIMIT_MS = 180_000;
const LOOK_MS = 200;
/** Deployments that are made at the same time. */
const AT_ONCE = 8;

/** A portal as its users see it: by its API. */
export class Portal {
  #child;
  #folder;

  constructor(child, folder) {
    this.#child = child;
    this.#folder = folder;
  }

  /**
   * Resolves when the portal has reached its clusters.
   *
   * @param {object} options of `portal.ts` but for its folder
   */
  static async start(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'greenroom-kubernetes-'));
    let portal;
    try {
      const child = await Child.start(portalProgram, { ...options, folder });
      portal = new Portal(child, folder);
      await portal.#clustersReached();
      return portal;
    } catch (error) {
      await (portal?.stop() ?? rm(folder, { recursive: true, force: true }));
      throw error;
    }
  }

  async #clustersReached() {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const { items } = await this.call('GET', '/clusters');
      const away = items.filter(({ reachable }) => !reachable);
      if (away.length === 0) return;
      if (Date.now() > deadline)
        throw new Error(
          away.map(({ name, message }) => `${name}: ${message}`).join('; '),
        );
      await delay(LOOK_MS);
    }
  }

  get hello() {
    return this.#child.hello;
  }

  /** What it wrote to a real cluster since it was asked last, and the pods there. */
  look() {
    return this.#child.ask();
  }

  async stop() {
    await this.#child.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async call(method, route, body) {
    const response = await fetch(`${this.hello.url}${route}`, {
      method,
      headers: {
        authorization: this.hello.authorization,
        'content-type':
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** @param {{ cluster: string, namespace: string, name: string }[]} services */
  async deployAll(services, predictor) {
    const left = [...services];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = left.shift(); next; next = left.shift())
          await this.deploy(next, predictor);
      }),
    );
  }

  async deploy({ cluster, namespace, name }, predictor) {
    await this.call('POST', `/deployments?cluster=${cluster}`, {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace },
      spec: { predictor },
    });
  }

  one({ cluster, namespace, name }) {
    return `/deployments/${cluster}/${namespace}/${name}`;
  }

  /** Waits until something holds of a service. */
  async until(service, what, holds) {
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const detail = await this.call('GET', this.one(service));
      if (holds(detail)) return detail;
      if (Date.now() > deadline)
        throw new Error(
          `${service.name} is not ${what}: ${JSON.stringify(detail.state)}`,
        );
      await delay(LOOK_MS);
    }
  }
}
