import {
  inferenceServiceForLlm,
  kindSupport,
  trainedModelConditions,
  validateClusterStorageContainer,
  validateInferenceGraph,
  validateLlmInferenceService,
  validateLocalModelCache,
  validateLocalModelNodeGroup,
  validateServingRuntime,
  validateTrainedModel,
  type ClusterSettings,
  type FieldMessage,
  type InferenceGraph,
  type KubernetesObject,
  type Profile,
  type ServingKind,
  type ServingObject,
  type ServingRuntime,
  type TrainedModel,
  type ValidationResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import type { Clusters } from '../clusters/types';
import { GraphAddresses, graphCircles, managedGraphRules } from '../graph';
import { problemOfRuntime } from '../runtimes';
import type { ResourceSchemas } from '../schemas';
import type { ResourceStore } from '../store';
import { ResourceFacts } from './ResourceFacts';
import type { WrittenKind } from './types';

/** What is checked. */
export interface ResourceCandidate {
  readonly cluster: string;
  readonly kind: WrittenKind;
  /** Prepared; any JSON. */
  readonly sent: unknown;
  /** Set on an update. */
  readonly previous?: KubernetesObject;
  readonly alongside?: readonly KubernetesObject[];
  /** Who would write it. Absent: nobody does, or somebody who is nobody on the cluster. */
  readonly onBehalfOf?: ActingPerson;
}

/** What a check says. */
export interface CheckedCandidate {
  /** Absent: it is so wrong that rules cannot read it. */
  readonly resource?: ServingObject;
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
  /** What this cluster runs instead. */
  readonly alternative?: KubernetesObject;
}

/** Checks resources of every kind but InferenceService: by the schema of the kind, then by KServe's rules. */
export class ResourceValidator {
  readonly #clusters: Clusters;
  readonly #resources: ResourceStore;
  readonly #schemas: ResourceSchemas;

  constructor(options: {
    readonly clusters: Clusters;
    readonly resources: ResourceStore;
    readonly schemas: ResourceSchemas;
  }) {
    this.#clusters = options.clusters;
    this.#resources = options.resources;
    this.#schemas = options.schemas;
  }

  async check(candidate: ResourceCandidate): Promise<CheckedCandidate> {
    const { cluster, kind } = candidate;
    const { profile } = await this.#clusters.settings(cluster);
    const checked = this.#schemas.check(kind, candidate.sent);
    const { errors, warnings } = checked;
    if (!checked.isWellTyped) return { errors, warnings };
    // The schema says that it is one
    const resource = checked.resource as ServingObject;
    const rules = await this.#rules(resource, candidate, profile);
    const support = kindSupport(kind, { cluster, profile });
    const own = [
      ...errors,
      ...without(rules.errors, errors),
      ...(support.level === 'refused'
        ? [{ path: 'kind', message: support.message }]
        : []),
    ];
    return {
      resource,
      // Only what we let in ourselves is worth asking the cluster for
      errors:
        own.length > 0
          ? own
          : await this.#clusters
              .get(cluster)
              .refusals<ServingKind>(kind, resource, {
                onBehalfOf: candidate.onBehalfOf,
              }),
      warnings: [
        ...warnings,
        ...rules.warnings,
        ...(support.level === 'kept'
          ? [{ path: '', message: support.message }]
          : []),
      ],
      ...(support.level === 'refused' &&
        resource.kind === 'LLMInferenceService' && {
          alternative: inferenceServiceForLlm(resource),
        }),
    };
  }

  async #rules(
    resource: ServingObject,
    candidate: ResourceCandidate,
    profile: Profile,
  ): Promise<ValidationResult> {
    const { cluster, alongside } = candidate;
    const facts = new ResourceFacts({
      resources: this.#resources,
      cluster,
      alongside,
    });
    const previous = candidate.previous as ServingObject | undefined;
    switch (resource.kind) {
      case 'ServingRuntime':
      case 'ClusterServingRuntime':
        return this.#runtime(resource, { ...candidate, facts, profile });
      case 'InferenceGraph':
        return withCircles(
          this.#graph(resource, asKind(previous, resource.kind), {
            cluster,
            profile,
          }),
          resource,
          { facts, settings: await this.#clusters.settings(cluster) },
        );
      case 'TrainedModel':
        return withTrainedModelWarnings(
          validateTrainedModel({
            model: resource,
            previous: asKind(previous, resource.kind),
            profile,
          }),
          resource,
          facts,
        );
      case 'ClusterStorageContainer':
        return validateClusterStorageContainer({
          container: resource,
          previous: asKind(previous, resource.kind),
          profile,
        });
      case 'LocalModelCache':
      case 'LocalModelNamespaceCache':
        return validateLocalModelCache({
          cache: resource,
          previous: asKind(previous, resource.kind),
          others: await facts.all(resource.kind, resource.metadata.namespace),
          nodeGroups: (await facts.all('LocalModelNodeGroup')).map(
            ({ metadata }) => metadata.name,
          ),
          profile,
        });
      case 'LocalModelNodeGroup':
        return validateLocalModelNodeGroup({
          group: resource,
          previous: asKind(previous, resource.kind),
          profile,
        });
      case 'LLMInferenceService':
        return validateLlmInferenceService({
          service: resource,
          previous: asKind(previous, resource.kind),
          profile,
        });
      default:
        throw new Error(`a ${resource.kind} is not checked here`);
    }
  }

  /** A graph, with what it asks of our gateway where that does not run it. */
  #graph(
    graph: InferenceGraph,
    previous: InferenceGraph | undefined,
    {
      cluster,
      profile,
    }: { readonly cluster: string; readonly profile: Profile },
  ): ValidationResult {
    const { errors, warnings } = validateInferenceGraph({
      graph,
      previous,
      profile,
    });
    const { ungated } = this.#clusters.get(cluster);
    const own = ungated ? managedGraphRules(graph, ungated) : [];
    return { errors: [...errors, ...own], warnings };
  }

  /** A runtime against those of its scope, and against what its cluster can start. */
  async #runtime(
    runtime: ServingRuntime,
    options: ResourceCandidate & {
      readonly facts: ResourceFacts;
      readonly profile: Profile;
    },
  ): Promise<ValidationResult> {
    const { cluster, facts, profile, previous } = options;
    const isClusterWide = runtime.kind === 'ClusterServingRuntime';
    const builtIn = isClusterWide
      ? await this.#clusters.builtInRuntimes(cluster)
      : [];
    const result = validateServingRuntime({
      runtime,
      previous: previous as ServingRuntime | undefined,
      others: [
        ...builtIn,
        ...(await facts.all(runtime.kind, runtime.metadata.namespace)),
      ],
      profile,
    });
    const isTaken =
      !previous &&
      builtIn.some(({ metadata }) => metadata.name === runtime.metadata.name);
    const problem = await problemOfRuntime(
      this.#clusters.get(cluster),
      runtime,
    );
    return {
      errors: [
        ...result.errors,
        ...(isTaken
          ? [
              {
                path: 'metadata.name',
                message: `"${runtime.metadata.name}" is the name of a runtime that the cluster brings along, which cannot be edited: duplicate it under another name`,
              },
            ]
          : []),
      ],
      warnings: [
        ...result.warnings,
        ...(problem
          ? [
              {
                path: 'spec.containers',
                message: `this cluster cannot start it: ${problem}`,
              },
            ]
          : []),
      ],
    };
  }
}

/** What closes a circle with the other graphs of the cluster. */
async function withCircles(
  { errors, warnings }: ValidationResult,
  graph: InferenceGraph,
  {
    facts,
    settings,
  }: { readonly facts: ResourceFacts; readonly settings: ClusterSettings },
): Promise<ValidationResult> {
  const addresses = new GraphAddresses(settings);
  const callsOwn = Object.values(graph.spec.nodes).some(({ steps = [] }) =>
    steps.some(({ serviceUrl }) => serviceUrl && addresses.isOwn(serviceUrl)),
  );
  if (!callsOwn) return { errors, warnings };
  const others = await facts.all('InferenceGraph');
  return {
    errors: [...errors, ...graphCircles(graph, others, addresses)],
    warnings,
  };
}

async function withTrainedModelWarnings(
  result: ValidationResult,
  model: TrainedModel,
  facts: ResourceFacts,
): Promise<ValidationResult> {
  const { namespace = '' } = model.metadata;
  const conditions = trainedModelConditions({
    model,
    parent: await facts.service(namespace, model.spec.inferenceService),
    siblings: await siblingsOf(model, facts),
  });
  return {
    errors: result.errors,
    warnings: [
      ...result.warnings,
      ...conditions
        .filter(({ status }) => status === 'False')
        .map(({ message = '' }) => ({
          path: 'spec.inferenceService',
          message,
        })),
    ],
  };
}

/** Other models of the same server. */
export async function siblingsOf(
  model: TrainedModel,
  facts: ResourceFacts,
): Promise<readonly TrainedModel[]> {
  const all = await facts.all('TrainedModel', model.metadata.namespace);
  return all.filter(
    ({ metadata, spec }) =>
      metadata.name !== model.metadata.name &&
      spec.inferenceService === model.spec.inferenceService,
  );
}

/** A rule and the schema may say the same of a field. */
function without(
  messages: readonly FieldMessage[],
  told: readonly FieldMessage[],
): readonly FieldMessage[] {
  return messages.filter(
    ({ path, message }) =>
      !told.some(other => other.path === path && other.message === message),
  );
}

function asKind<K extends ServingObject['kind']>(
  object: ServingObject | undefined,
  kind: K,
): Extract<ServingObject, { kind: K }> | undefined {
  return object?.kind === kind
    ? (object as Extract<ServingObject, { kind: K }>)
    : undefined;
}
