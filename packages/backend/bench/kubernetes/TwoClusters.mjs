import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { predictor, untilAtRest } from './memoryClusters.mjs';

/** More than passes of one cluster run at the same time. */
const SERVICES = 20;
const LIMIT_MS = 60_000;
const [STEADY, FAULTY] = [0, 1];

/** The only project of both. */
export const NAMESPACE = 'team';

/** A portal with services on two clusters in memory, one of which has faults. */
export class TwoClusters {
  #portal;
  #clusters;
  /** Toggled, so that each change is one. */
  #replicas = { steady: 1, faulty: 1 };

  constructor(portal, clusters) {
    this.#portal = portal;
    this.#clusters = clusters;
  }

  async deploy() {
    await this.#portal.deployAll(
      ['steady', 'faulty'].flatMap(cluster =>
        Array.from({ length: SERVICES }, (_, i) => this.#service(cluster, i)),
      ),
      predictor,
    );
    await untilAtRest(this.#clusters, STEADY, SERVICES);
    await untilAtRest(this.#clusters, FAULTY, SERVICES);
  }

  async fault(fault) {
    await this.#clusters.ask({ ask: 'fault', cluster: FAULTY, fault });
    return () => this.#clusters.ask({ ask: 'fault', cluster: FAULTY });
  }

  /** Changes all services of the other cluster. */
  async disturb() {
    await this.#scaleAll('faulty');
  }

  /** Changes services of the steady cluster one after the other. @returns ms of each */
  async changes(count) {
    const times = [];
    for (let i = 0; i < count; i += 1) {
      if (i % SERVICES === 0) this.#toggle('steady');
      times.push(await this.#change(this.#service('steady', i % SERVICES)));
    }
    // All of them, so that the next toggle changes each
    for (let i = count; i % SERVICES !== 0; i += 1)
      await this.#change(this.#service('steady', i % SERVICES));
    return times;
  }

  /** Waits until the other cluster has what it was told meanwhile. */
  async recovered() {
    const replicas = this.#replicas.faulty;
    for (let i = 0; i < SERVICES; i += 1) {
      const service = this.#service('faulty', i);
      await this.#portal.until(
        service,
        'as it was told',
        ({ replicas: { ready, desired } }) =>
          ready === replicas && desired === replicas,
      );
    }
  }

  async #change(service) {
    const name = `${service.name}-predictor-00001`;
    const replicas = this.#replicas.steady;
    this.#clusters.heard.splice(0);
    const begun = performance.timeOrigin + performance.now();
    await this.#scale(service, replicas);
    const deadline = Date.now() + LIMIT_MS;
    for (;;) {
      const told = this.#clusters.heard.find(
        ({ wanted }) =>
          wanted?.[0] === STEADY &&
          wanted[1] === name &&
          wanted[2] === replicas,
      );
      if (told) return told.at - begun;
      if (Date.now() > deadline) throw new Error(`${name} was never told`);
      await delay(1);
    }
  }

  async #scaleAll(cluster) {
    this.#toggle(cluster);
    await Promise.all(
      Array.from({ length: SERVICES }, (_, i) =>
        this.#scale(this.#service(cluster, i), this.#replicas[cluster]),
      ),
    );
  }

  #toggle(cluster) {
    this.#replicas[cluster] = 3 - this.#replicas[cluster];
  }

  #scale(service, replicas) {
    return this.#portal.call('POST', `${this.#portal.one(service)}/scale`, {
      minReplicas: replicas,
      maxReplicas: replicas,
    });
  }

  #service(cluster, i) {
    return { cluster, namespace: NAMESPACE, name: `model-${i}` };
  }
}
