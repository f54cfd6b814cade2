import type { KubeClient } from '../client';
import { demandGranted } from './demandRights';
import { missingRights } from './missingRights';
import type { Right } from './requiredRights';

/** What the portal may do in its projects; who is asked again and again asks no more than it must. */
export class ProjectRights {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #needed: (namespace: string) => readonly Right[];
  readonly #demandGranted: (missing: readonly Right[]) => void;
  /** What was missing when it was last asked for, by namespace. */
  readonly #missing = new Map<string, readonly Right[]>();

  /**
   * @param needed - in a namespace; those elsewhere are not asked for
   * @param granted - throws if anything is missing. Default: names the roles for plain clusters
   */
  constructor(
    client: Pick<KubeClient, 'json'>,
    needed: (namespace: string) => readonly Right[],
    granted: (missing: readonly Right[]) => void = demandGranted,
  ) {
    this.#client = client;
    this.#needed = needed;
    this.#demandGranted = granted;
  }

  /** @throws NotAllowedError that says what is missing and whom to ask for what */
  async demand(namespace: string): Promise<void> {
    const known = this.#missing.get(namespace) ?? [];
    const stillMissing = await missingRights(this.#client, known.slice(0, 1));
    if (stillMissing.length > 0) this.#demandGranted(known);
    const missing = await missingRights(
      this.#client,
      this.#needed(namespace).filter(right => right.namespace === namespace),
    );
    this.#missing.set(namespace, missing);
    this.#demandGranted(missing);
  }
}
