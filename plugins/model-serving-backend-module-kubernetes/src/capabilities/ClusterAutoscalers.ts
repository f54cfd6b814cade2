import type { ClusterCapabilities } from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient } from '../client';
import { GROUPS } from './Discovery';

/** Autoscalers are installed seldom; who asks more often gets what is known. */
const ASK_MS = 60_000;

/** What each class of autoscalers that is not ours is known by, and what is said where that is missing. */
const CLASSES = [
  {
    name: 'hpa',
    group: GROUPS.metrics,
    needs:
      'a metrics server (metrics.k8s.io), which this cluster does not have: ask who runs it',
  },
  {
    name: 'keda',
    group: GROUPS.keda,
    needs: 'KEDA (keda.sh), which this cluster does not have: ask who runs it',
  },
] as const;

/** Classes that the driver serves, where the cluster has what they take. */
export const SERVED_CLASSES: readonly string[] = [
  'none',
  'kpa',
  ...CLASSES.map(({ name }) => name),
];

type Autoscalers = Pick<
  ClusterCapabilities,
  'autoscalerClasses' | 'clusterAutoscalers' | 'autoscalerNeeds'
>;

/** By what replicas can be scaled on a cluster: our own loop by requests, and what the cluster has. */
export class ClusterAutoscalers {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #now: () => number;
  #known: { readonly found: Autoscalers; readonly at: number } | undefined;

  constructor(client: Pick<KubeClient, 'json'>, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /** @throws any error of the connection */
  async find(): Promise<Autoscalers> {
    const now = this.#now();
    if (this.#known && now - this.#known.at < ASK_MS) return this.#known.found;
    const { groups } = await this.#client.json<{
      groups: { name: string }[];
    }>('/apis');
    const names = groups.map(({ name }) => name);
    const present = CLASSES.filter(({ group }) => names.includes(group));
    const missing = CLASSES.filter(known => !present.includes(known));
    const found = {
      autoscalerClasses: ['none', 'kpa', ...present.map(({ name }) => name)],
      // Also while they are away: whoever was left to them must not be taken back for a moment's failure
      clusterAutoscalers: CLASSES.map(({ name }) => name),
      autoscalerNeeds: Object.fromEntries(
        missing.map(({ name, needs }) => [name, needs]),
      ),
    };
    this.#known = { found, at: now };
    return found;
  }
}
