import { ConflictError } from '@backstage/errors';
import {
  annotations,
  connectionNamed,
  connectionNameIn,
  type CopyPreview,
  type CopyRequest,
  type DryRunResult,
  type FieldMessage,
  type InferenceService,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../../clusters/types';
import type { RuntimesInReach } from '../../runtimes';
import {
  describeRef,
  reachedConnection,
  type ResourceStore,
  type StoredResource,
} from '../../store';
import type { DeploymentHistory } from '../history';
import { preparedService } from '../preparedService';
import { copiedService } from './copiedService';
import { connectionOf } from './rules/connectionRule';
import type { CopyConnection, CopyContext, CopyTarget } from './types';
import { withReasons } from './withReasons';

type Stored = StoredResource<'InferenceService'>;

/** Options of {@link DeploymentCopier}. */
export interface DeploymentCopierOptions {
  readonly clusters: Clusters;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly history: DeploymentHistory;
}

/** A copy that is wanted. */
export interface WantedCopy extends CopyRequest {
  /** Who is to have it; absent: whoever has the original. */
  readonly owner?: string;
}

/** Says what a deployment would be at another place. Stores nothing. */
export class DeploymentCopier {
  readonly #options: DeploymentCopierOptions;

  constructor(options: DeploymentCopierOptions) {
    this.#options = options;
  }

  /**
   * @param dryRun - what creating a resource at the target would store and say
   * @throws ConflictError if the original is not what the request was made for; InputError for an unknown cluster
   */
  async plan(
    stored: Stored,
    request: WantedCopy,
    dryRun: (resource: InferenceService) => Promise<DryRunResult>,
  ): Promise<CopyPreview> {
    const { resourceVersion = '' } = stored.object.metadata;
    if ((request.resourceVersion ?? resourceVersion) !== resourceVersion) {
      throw new ConflictError(
        `${describeRef(
          'InferenceService',
          stored.ref,
        )} was changed since the copy was looked at: look at it again`,
      );
    }
    const { cluster, namespace, name } = request;
    const target = await this.#target({ cluster, namespace, name });
    const before = preparedService(stored.object);
    const context: CopyContext = {
      source: { ref: stored.ref, runs: await this.#runs(stored.ref.cluster) },
      target,
      connection: await this.#connection(stored, request),
      owner: request.owner,
      stable: await this.#stable(stored),
    };
    const copied = copiedService(before, context);
    const plan = await dryRun(copied.resource);
    const reasons = copied.changes.map(({ path, because }) => ({
      path,
      because,
    }));
    const errors = together(copied.errors, plan.errors);
    const warnings = together(copied.warnings, plan.warnings);
    return {
      ...plan,
      errors,
      // What there is to look after begins when nothing is wrong with the field
      warnings: warnings.filter(
        ({ path }) => !errors.some(error => error.path === path),
      ),
      source: stored.ref,
      target: target.ref,
      resourceVersion,
      changes: withReasons(before, plan.resource, reasons),
      connection: connectionOf(plan.resource),
      left: leftBehind(target),
    };
  }

  async #target(ref: ResourceRef): Promise<CopyTarget> {
    const { clusters, runtimes } = this.#options;
    const place = clusters.get(ref.cluster);
    const [settings, reachable] = await Promise.all([
      clusters.settings(ref.cluster),
      runtimes.find(ref.cluster, ref.namespace),
    ]);
    const { runs, accelerators, hardwareProfiles } =
      await clusters.capabilities(ref.cluster);
    return {
      ...reachable,
      ref,
      settings,
      accelerators,
      ...(hardwareProfiles ? { hardwareProfiles } : {}),
      ...(runs ? { runs } : {}),
      ...(place.ungated === undefined ? {} : { ungated: place.ungated }),
    };
  }

  /** An original that cannot be reached can still be copied away from where it was. */
  async #runs(cluster: string): Promise<CopyContext['source']['runs']> {
    try {
      return (await this.#options.clusters.capabilities(cluster)).runs;
    } catch {
      return undefined;
    }
  }

  async #connection(
    { ref, object }: Stored,
    { cluster, namespace, connection, owner }: WantedCopy,
  ): Promise<CopyConnection> {
    const { resources } = this.#options;
    const { name } = connectionOf(object) ?? {};
    const used =
      name === undefined
        ? undefined
        : await resources.get('Connection', connectionNamed(name, ref));
    const isPrivate =
      used?.object.metadata.annotations?.[annotations.ownedBy] !== undefined;
    const chosen = connection === undefined ? {} : { chosen: connection };
    if (!used || isPrivate || cluster !== ref.cluster) {
      return { ...chosen, isPrivate };
    }
    const same = connectionNameIn(namespace, used.ref);
    const notes = object.metadata.annotations;
    const there = {
      metadata: {
        ...object.metadata,
        namespace,
        annotations: owner
          ? { ...notes, [annotations.owner]: owner }
          : { ...notes },
      },
    };
    const reached = await reachedConnection(
      resources,
      { cluster, resource: there },
      same,
    );
    return { ...chosen, isPrivate, ...(reached ? { same } : {}) };
  }

  /** What is rolled out, where the newest spec has a canary's share; undefined where that is the newest. */
  async #stable(stored: Stored): Promise<CopyContext['stable']> {
    const { history } = this.#options;
    const { predictor, transformer, explainer } = stored.object.spec;
    const split = Object.entries({ predictor, transformer, explainer }).find(
      ([, component]) => (component?.canaryTrafficPercent ?? 100) < 100,
    );
    if (!split) return undefined;
    const { items } = await history.kept(stored);
    const known = items.filter(({ component }) => component === split[0]);
    const others = known.filter(
      ({ canary, isCanary, isCurrent }) => !canary && !isCanary && !isCurrent,
    );
    const [stable = others[0]] = others.filter(({ percent }) => percent > 0);
    // The first revision of all has everything, whatever share is asked for
    if (!stable) return known.length > 0 ? undefined : 'lost';
    try {
      const target = { revision: stable.name };
      const restore = await history.restoring(stored, target);
      return {
        service: preparedService(restore(stored.object)),
        revision: stable.name,
      };
    } catch (error) {
      // Only the newest specs are kept
      if (error instanceof ConflictError) return 'lost';
      throw error;
    }
  }
}

/** What was found about the copy says more of a field than what would be said of any deployment. */
function together(
  first: readonly FieldMessage[],
  then: readonly FieldMessage[],
): readonly FieldMessage[] {
  const paths = new Set(first.map(({ path }) => path));
  return [...first, ...then.filter(({ path }) => !paths.has(path))];
}

/** What nobody may expect of a copy, in sentences. */
function leftBehind({ ungated, ref }: CopyTarget): readonly string[] {
  return [
    ungated === undefined
      ? 'Tokens: each opens one deployment. Who is to call the copy needs a token of its own.'
      : `Tokens: they are Greenroom's, and do not open what runs on ${ref.cluster}, for ${ungated}.`,
    'Secrets of connections: the copy names a connection of its own place.',
    'Revisions, canaries, history, events and metrics: the copy begins its own.',
    'Callers: graphs and programs go on asking the original.',
  ];
}
