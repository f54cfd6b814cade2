import type { KubeClient } from '../client';
import type { GatewaySettings } from '../config';
import { demandGranted } from './demandRights';
import { missingRights } from './missingRights';
import { requiredRights, Right } from './requiredRights';

/** What the portal may do in its projects; who is asked again and again asks no more than it must. */
export class ProjectRights {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #gateway: GatewaySettings;
  /** What was missing when it was last asked for, by namespace. */
  readonly #missing = new Map<string, readonly Right[]>();

  constructor(client: Pick<KubeClient, 'json'>, gateway: GatewaySettings) {
    this.#client = client;
    this.#gateway = gateway;
  }

  /** @throws NotAllowedError that says what is missing and whom to ask for what */
  async demand(namespace: string): Promise<void> {
    const known = this.#missing.get(namespace) ?? [];
    const stillMissing = await missingRights(this.#client, known.slice(0, 1));
    if (stillMissing.length > 0) demandGranted(known);
    const needed = requiredRights([namespace], this.#gateway);
    const missing = await missingRights(
      this.#client,
      needed.filter(right => right.namespace === namespace),
    );
    this.#missing.set(namespace, missing);
    demandGranted(missing);
  }
}
