import {
  assemblePod,
  defaultInferenceService,
  selectRuntimes,
  toRuntimeChoice,
  validateInferenceService,
  withoutUnknownFields,
  type DryRunResult,
  type FieldMessage,
  type InferenceService,
  type ValidationFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters/types';
import type { RuntimesInReach } from '../runtimes';
import { connectionNames, type ResourceStore } from '../store';
import { lockedFieldErrors } from './lockedFields';

/** Messages that are shown; a hostile body may cause as many as it has fields. */
const MAX_MESSAGES = 100;

/** What is checked. */
export interface Candidate {
  readonly cluster: string;
  readonly resource: InferenceService;
  /** Set on an update. */
  readonly previous?: InferenceService;
}

/** Defaults and validates a deployment against its cluster, and says what it would run. Stores nothing. */
export class DeploymentValidator {
  readonly #clusters: Clusters;
  readonly #resources: Pick<ResourceStore, 'get'>;
  readonly #runtimes: RuntimesInReach;

  constructor(options: {
    readonly clusters: Clusters;
    readonly resources: Pick<ResourceStore, 'get'>;
    readonly runtimes: RuntimesInReach;
  }) {
    this.#clusters = options.clusters;
    this.#resources = options.resources;
    this.#runtimes = options.runtimes;
  }

  async check(candidate: Candidate): Promise<DryRunResult> {
    const { cluster, previous } = candidate;
    const settings = await this.#clusters.settings(cluster);
    const { profile } = settings;
    const resource = defaultInferenceService({
      resource: candidate.resource,
      settings,
    });
    const facts = await this.#facts(cluster, resource);
    const { errors, warnings } = validateInferenceService({
      resource,
      previous,
      operation: previous ? 'update' : 'create',
      settings,
      facts,
      profile,
    });
    const allErrors = [
      ...errors,
      ...(previous ? lockedFieldErrors(previous, resource) : []),
    ];
    const result = {
      // A managed cluster knows its own schema; here nothing else drops what nobody will ever read
      resource:
        profile === 'kserve' ? resource : withoutUnknownFields(resource),
      errors: shown(allErrors),
      warnings: shown(warnings),
    };
    const { model, workerSpec } = resource.spec?.predictor ?? {};
    if (allErrors.length > 0 || !model) return result;

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
      configuration: assembly?.ok ? assembly.configuration : undefined,
    };
  }

  async #facts(
    cluster: string,
    resource: InferenceService,
  ): Promise<ValidationFacts> {
    const namespace = resource.metadata?.namespace;
    if (typeof namespace !== 'string') return { runtimes: [], connections: [] };
    const [{ runtimes, problems }, ...connections] = await Promise.all([
      this.#runtimes.find(cluster, namespace),
      ...connectionNames(resource).map(name =>
        this.#resources.get('Connection', { cluster, namespace, name }),
      ),
    ]);
    return {
      runtimes,
      problems,
      connections: connections
        .filter(stored => stored !== undefined)
        .map(({ ref, object }) => ({
          name: ref.name,
          type: object.spec.type,
          ready: object.status?.test?.state === 'verified',
        })),
    };
  }
}

function shown(messages: readonly FieldMessage[]): readonly FieldMessage[] {
  if (messages.length <= MAX_MESSAGES) return messages;
  return [
    ...messages.slice(0, MAX_MESSAGES),
    { path: '', message: `and ${messages.length - MAX_MESSAGES} more` },
  ];
}
