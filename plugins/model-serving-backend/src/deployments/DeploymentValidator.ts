import {
  assemblePod,
  hardwareProfileOf,
  hardwareRules,
  rivalNames,
  selectRuntimes,
  toRuntimeChoice,
  type DryRunResult,
  type InferenceService,
  type ValidationFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import type { AddressPolicy } from '@greenroom/storage-initializer';
import type { Clusters } from '../clusters/types';
import type { RuntimesInReach } from '../runtimes';
import { bounded, type ResourceSchemas } from '../schemas';
import {
  connectionNames,
  type ObjectOfKind,
  type ResourceStore,
  type StoredKind,
  reachedConnection,
} from '../store';
import { checkService } from './checkService';
import { lockedFieldErrors } from './lockedFields';
import { managedRules } from './managedRules';
import { ownContainers } from './ownContainers';
import { sinkProblems } from './sinkProblems';

/** Services whose predictor might be called the same; a name with more hyphens is refused for its length. */
const MAX_RIVALS = 64;

/** What is checked. */
export interface Candidate {
  readonly cluster: string;
  readonly resource: InferenceService;
  /** Set on an update. */
  readonly previous?: InferenceService;
  /** Who would write it. Absent: nobody does, it is only looked at. */
  readonly onBehalfOf?: ActingPerson;
}

/** Defaults and validates a deployment against its cluster, and says what it would run. Stores nothing. */
export class DeploymentValidator {
  readonly #clusters: Clusters;
  readonly #resources: Pick<ResourceStore, 'get'>;
  readonly #runtimes: RuntimesInReach;
  readonly #schemas: ResourceSchemas;
  readonly #policy: AddressPolicy;

  constructor(options: {
    readonly clusters: Clusters;
    readonly resources: Pick<ResourceStore, 'get'>;
    readonly runtimes: RuntimesInReach;
    readonly schemas: ResourceSchemas;
    /** Where payloads of deployments may be sent. */
    readonly policy: AddressPolicy;
  }) {
    this.#clusters = options.clusters;
    this.#resources = options.resources;
    this.#runtimes = options.runtimes;
    this.#schemas = options.schemas;
    this.#policy = options.policy;
  }

  async check(candidate: Candidate): Promise<DryRunResult> {
    const { cluster, previous, onBehalfOf } = candidate;
    const settings = await this.#clusters.settings(cluster);
    const { profile } = settings;
    const facts = await this.#facts(cluster, candidate.resource);
    const checked = checkService(this.#schemas, {
      ...candidate,
      settings,
      facts,
    });
    const { resource } = checked;
    const sinks =
      checked.errors.length === 0 && profile !== 'kserve'
        ? await sinkProblems(resource, this.#policy)
        : undefined;
    const { ungated: reason } = this.#clusters.get(cluster);
    const rules =
      reason && checked.errors.length === 0
        ? managedRules(resource, { settings, reason, previous })
        : undefined;
    const hardware =
      checked.errors.length === 0
        ? await this.#hardware({ ...candidate, resource })
        : undefined;
    const errors = [
      ...checked.errors,
      ...(rules?.errors ?? []),
      ...(hardware?.errors ?? []),
      ...(sinks?.errors ?? []),
      ...(previous ? lockedFieldErrors(previous, resource) : []),
    ];
    const result = {
      resource,
      errors: bounded(errors),
      warnings: bounded([
        ...checked.warnings,
        ...(rules?.warnings ?? []),
        ...(hardware?.warnings ?? []),
        ...(sinks?.warnings ?? []),
      ]),
    };
    if (errors.length > 0) return result;
    // Only what we let in ourselves is worth asking the cluster for
    const refusals = await this.#clusters
      .get(cluster)
      .refusals('InferenceService', resource, { onBehalfOf });
    if (refusals.length > 0) return { ...result, errors: bounded(refusals) };
    const own = ownContainers(resource, settings);
    const { model, workerSpec } = resource.spec.predictor;
    if (!model) return { ...result, configuration: own };

    const selection = selectRuntimes({
      model,
      namespace: resource.metadata.namespace ?? 'default',
      runtimes: facts.runtimes,
      multiModel: false,
      multiNode: Boolean(workerSpec),
      profile,
      problems: facts.problems,
    });
    const [pick] = selection.candidates;
    const assembly =
      pick &&
      assemblePod({
        service: resource,
        component: 'predictor',
        runtime: pick.runtime,
        protocol: pick.protocol,
        settings,
      });
    return {
      ...result,
      runtime: toRuntimeChoice(selection),
      configuration: assembly?.ok
        ? [...assembly.configuration, ...own]
        : undefined,
    };
  }

  /** Of a deployment that names a profile, on a cluster that has some: others ask nobody. */
  async #hardware({
    cluster,
    resource,
    previous,
  }: Candidate): Promise<ReturnType<typeof hardwareRules> | undefined> {
    if (!hardwareProfileOf(resource)) return undefined;
    const profiles = await this.#clusters
      .get(cluster)
      .hardwareProfiles(resource.metadata.namespace ?? 'default');
    return profiles && hardwareRules(resource, { profiles, previous });
  }

  async #facts(
    cluster: string,
    resource: InferenceService,
  ): Promise<ValidationFacts> {
    const namespace = resource.metadata?.namespace;
    if (typeof namespace !== 'string') return { runtimes: [], connections: [] };
    const [{ runtimes, problems }, connections, rivals] = await Promise.all([
      this.#runtimes.find(cluster, namespace),
      this.#connections(cluster, resource),
      this.#find('InferenceService', rivalsOf(resource), cluster, namespace),
    ]);
    return {
      runtimes,
      problems,
      connections,
      rivals,
    };
  }

  /** Those that the resource names and reaches, by the names that it has for them. */
  async #connections(
    cluster: string,
    resource: InferenceService,
  ): Promise<ValidationFacts['connections']> {
    const found = await Promise.all(
      connectionNames(resource).map(async name => {
        const from = { cluster, resource };
        const stored = await reachedConnection(this.#resources, from, name);
        return stored && { name, ...stored.object };
      }),
    );
    return found.flatMap(connection =>
      connection
        ? [
            {
              name: connection.name,
              type: connection.spec.type,
              ready: connection.status?.test?.state === 'verified',
            },
          ]
        : [],
    );
  }

  /** Those of the names that there are. */
  async #find<K extends StoredKind>(
    kind: K,
    names: readonly string[],
    cluster: string,
    namespace: string,
  ): Promise<readonly ObjectOfKind[K][]> {
    const found = await Promise.all(
      names.map(name =>
        this.#resources.get(kind, { cluster, namespace, name }),
      ),
    );
    return found.flatMap(stored => (stored ? [stored.object] : []));
  }
}

/** Of a resource that was not checked yet. */
function rivalsOf({ metadata, spec }: InferenceService): readonly string[] {
  const name: unknown = metadata?.name;
  const predictorName: unknown = spec?.predictor?.name ?? '';
  return typeof name === 'string' && typeof predictorName === 'string'
    ? rivalNames(name, predictorName).slice(0, MAX_RIVALS)
    : [];
}
