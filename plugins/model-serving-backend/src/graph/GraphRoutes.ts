import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  graphServicesOf,
  graphPathOf,
  graphStepKey,
  hostNameIfValid,
  isStopped,
  stringifyResourceRef,
  type ClusterSettings,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { SampledService } from '../observe';
import {
  accessIntent,
  type GatewayKnowledge,
  type GraphIntent,
} from '../routing';
import type { ResourceStore, StoredResource } from '../store';
import type { Clock } from '../time';
import { GraphAddresses } from './GraphAddresses';
import { compileGraph, GraphDefaults, routeIdOf } from './compileGraph';
import { graphAccess } from './graphAccess';
import { isGraphLive } from './isGraphLive';
import { readServices, serviceFacts } from './serviceFacts';

const PAGE = 500;

/** Options of {@link GraphRoutes}. */
export interface GraphRoutesOptions {
  readonly resources: Pick<
    ResourceStore,
    'get' | 'listRefs' | 'updateObserved'
  >;
  /** Of a cluster; undefined: it is not configured any more. */
  readonly settings: (cluster: string) => Promise<ClusterSettings | undefined>;
  readonly defaults: GraphDefaults;
  /** What is known of a cluster's gateways. */
  readonly gateways: (cluster: string) => Pick<GatewayKnowledge, 'confirmed'>;
  /** Routes of a cluster's graphs are others than before. */
  readonly onChange: (cluster: string) => void;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

interface Entry {
  readonly uid: string;
  readonly generation: number | undefined;
  readonly intent: GraphIntent;
  /** Keys of the services that it names. */
  readonly services: readonly string[];
}

/**
 * Routes of all stored graphs, kept up with what is written about them and about the services that they name. Each look
 * reads all it needs and replaces one graph's route; a resync heals what was missed.
 */
export class GraphRoutes {
  readonly #options: GraphRoutesOptions;
  readonly #entries = new Map<string, Entry>();
  /** Keys of graphs by the key of a service. */
  readonly #users = new Map<string, Set<string>>();
  /** Looks one after the other: an older one must not overtake a newer one. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: GraphRoutesOptions) {
    this.#options = options;
  }

  /** Looks at all graphs; resolves when all were looked at. */
  async resync(): Promise<void> {
    const { resources } = this.#options;
    let after: string | undefined;
    const seen = new Set<string>();
    do {
      const page = await resources.listRefs('InferenceGraph', after, PAGE);
      for (const ref of page.refs) {
        seen.add(stringifyResourceRef(ref));
        this.graphChanged(ref);
      }
      after = page.after;
    } while (after !== undefined);
    for (const [key, { intent }] of this.#entries) {
      if (!seen.has(key)) this.graphChanged(intent.ref);
    }
    await this.#last;
  }

  /** A graph was written or removed. */
  graphChanged(ref: ResourceRef): void {
    this.#last = this.#last.then(async () => {
      try {
        await this.#look(ref);
      } catch (error) {
        this.#options.logger.warn(
          `The graph ${stringifyResourceRef(
            ref,
          )} is looked at again with the next resync`,
          error as Error,
        );
      }
    });
  }

  /** A service was written, removed, or seen in another state. */
  serviceChanged(ref: ResourceRef): void {
    for (const key of this.#users.get(stringifyResourceRef(ref)) ?? []) {
      const entry = this.#entries.get(key);
      if (entry) this.graphChanged(entry.intent.ref);
    }
  }

  /** The gateways of a cluster answer differently for these routes. */
  routesLive(cluster: string, ids: ReadonlySet<string>): void {
    for (const { intent } of this.#entries.values()) {
      if (intent.ref.cluster === cluster && ids.has(intent.id))
        this.graphChanged(intent.ref);
    }
  }

  /** Resolves when what was told so far was looked at. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Routes of a cluster's graphs. */
  *intents(cluster: string): Generator<GraphIntent> {
    for (const { intent } of this.#entries.values())
      if (intent.ref.cluster === cluster) yield intent;
  }

  /** What the route of a graph asks of its callers; undefined: nothing. */
  access(cluster: string, id: string): GraphIntent['access'] {
    for (const intent of this.intents(cluster))
      if (intent.id === id) return intent.access;
    return undefined;
  }

  /** Graphs and their steps, each with a history of its own. */
  *sampled(cluster: string): Generator<SampledService> {
    for (const { uid, intent } of this.#entries.values()) {
      if (intent.ref.cluster !== cluster) continue;
      const isRouted = intent.graph !== undefined;
      yield { uid, routeId: intent.id, revisions: [], isRouted };
      for (const [node, { steps }] of Object.entries(
        intent.graph?.nodes ?? {},
      )) {
        for (const i of steps.keys())
          yield {
            uid: stepUid(uid, `${node}/${i}`),
            routeId: graphStepKey(intent.id, node, i),
            revisions: [],
          };
      }
    }
  }

  async #look(ref: ResourceRef): Promise<void> {
    const { resources, onChange } = this.#options;
    const key = stringifyResourceRef(ref);
    const stored = await resources.get('InferenceGraph', ref);
    const entry = stored && (await this.#entry(stored));
    const before = this.#entries.get(key);
    for (const service of before?.services ?? []) {
      const users = this.#users.get(service);
      users?.delete(key);
      if (users?.size === 0) this.#users.delete(service);
    }
    if (entry) this.#entries.set(key, entry);
    else this.#entries.delete(key);
    for (const service of entry?.services ?? []) {
      const users = this.#users.get(service) ?? new Set();
      this.#users.set(service, users.add(key));
    }
    if (!isDeepStrictEqual(before?.intent, entry?.intent))
      onChange(ref.cluster);
    if (entry) await this.#keepServed(entry);
  }

  /** Says with the graph by which generation gateways answer: other backends serve reads, too, and know no gateway. */
  async #keepServed({ uid, generation, intent }: Entry): Promise<void> {
    const { resources, gateways } = this.#options;
    if (generation === undefined) return;
    if (!isGraphLive(intent, gateways(intent.ref.cluster))) return;
    const status = { observedGeneration: generation };
    await resources.updateObserved(uid, status, undefined);
  }

  /** The route of a graph; undefined: its cluster is not configured any more. */
  async #entry(
    stored: StoredResource<'InferenceGraph'>,
  ): Promise<Entry | undefined> {
    const { resources, defaults, clock } = this.#options;
    const { ref, object, uid } = stored;
    const names = graphServicesOf(object);
    const services = await readServices(names, ref, resources);
    const settings = await this.#options.settings(ref.cluster);
    if (!settings) return undefined;
    const now = clock.now();
    const { graph, state } = compileGraph({
      object,
      defaults,
      services: name => {
        const service = services.get(name);
        return service && serviceFacts(service, now);
      },
      addresses: new GraphAddresses(settings),
    });
    const isRunning = graph !== undefined && !isStopped(object);
    const access = graphAccess(object, services.values(), settings);
    return {
      uid,
      generation: object.metadata.generation,
      services: names.map(name => stringifyResourceRef({ ...ref, name })),
      intent: {
        ref,
        id: routeIdOf(object),
        hosts: hostsOf(ref, settings),
        pathPrefix: graphPathOf(ref),
        ...(access === 'token' ? { access: accessIntent(object) } : {}),
        ...(isRunning
          ? { graph }
          : {
              unavailable: {
                status: 503,
                reason: isStopped(object) ? 'Stopped' : 'GraphInvalid',
                message: `The graph '${ref.namespace}/${ref.name}' does not run: ${state.headline}`,
              },
            }),
      },
    };
  }
}

/** Under which the samples of a step are kept. */
export function stepUid(uid: string, step: string): string {
  return `${uid}#${step}`;
}

function hostsOf(ref: ResourceRef, settings: ClusterSettings): string[] {
  const host = hostNameIfValid({ ...ref, settings });
  return host ? [host] : [];
}
