import { InputError, isError } from '@backstage/errors';
import {
  changedPaths,
  isServingKind,
  SERVING_GROUP,
  servingKinds,
  type FieldMessage,
  type ImportedResource,
  type ImportResult,
  type InferenceService,
  type KubernetesObject,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters/types';
import type { CallOptions, Deployments } from '../deployments';
import { editConflict } from '../errors';
import {
  describeRef,
  writesBetween,
  type ResourceStore,
  type ResourceWrite,
} from '../store';
import { mergePatchBetween } from './mergePatchBetween';
import {
  intentOf,
  isObject,
  preparedResource,
  withKeptActs,
} from './preparedResource';
import { readDocuments, type SentDocument } from './readDocuments';
import type { ResourcePlan, Resources } from './types';

/** What is imported, and where to. */
export interface ImportCommand {
  /** Absent: the default cluster. */
  readonly cluster?: string;
  /** Of documents that name none. */
  readonly namespace?: string;
  readonly yaml: string;
  readonly dryRun: boolean;
  /** The text was read here and edited: what somebody changed since is refused. */
  readonly isEdit?: boolean;
}

/** Options of {@link ResourceImport}. */
export interface ResourceImportOptions {
  /** With permissions around them: an import may do what its caller may do one by one. */
  readonly deployments: Deployments;
  readonly resources: Resources;
  readonly store: Pick<ResourceStore, 'writeAll'>;
  readonly clusters: Clusters;
  readonly callers: Callers;
}

/** A document whose kind and name could be read. */
interface Identified {
  readonly document: number;
  readonly kind: ServingKind;
  readonly ref: ResourceRef;
  readonly content: Record<string, unknown>;
}

interface DocumentOptions extends CallOptions {
  /** Versions that the text names do not matter. */
  readonly isImport: boolean;
}

interface PlannedDocument {
  readonly item: ImportedResource;
  readonly write?: ResourceWrite;
}

/** Refusals that are told with the document they are about; anything else ends the import. */
const REFUSALS = [
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ConflictError',
];

/**
 * Writes the resources of a text, all or none: everything is planned first, in the order in which one may refer to
 * another, and then written in one transaction. A process that ends in the middle leaves nothing half done.
 */
export class ResourceImport {
  readonly #options: ResourceImportOptions;

  constructor(options: ResourceImportOptions) {
    this.#options = options;
  }

  /** @throws InputError if the text is not readable; ConflictError if somebody changed one of them meanwhile */
  async run(
    command: ImportCommand,
    options: CallOptions,
  ): Promise<ImportResult> {
    const { clusters, store } = this.#options;
    const cluster =
      command.cluster === undefined
        ? clusters.default.name
        : clusters.get(command.cluster).name;
    const documents = readDocuments(command.yaml);
    const { identified, refused } = identify(documents, {
      cluster,
      namespace: command.namespace,
    });
    const planned: PlannedDocument[] = [...refused];
    const alongside: KubernetesObject[] = [];
    for (const document of identified) {
      const plan = await this.#plan(document, alongside, {
        ...options,
        isImport: !command.isEdit,
      });
      planned.push(plan);
      if (plan.item.resource) alongside.push(plan.item.resource);
    }
    const items = planned.map(({ item }) => item);
    const isRefused = items.some(({ action }) => action === 'refused');
    if (command.dryRun || isRefused) return { items, applied: false };
    await store.writeAll(
      cluster,
      planned.flatMap(({ write }) => (write ? [write] : [])),
    );
    return { items, applied: true };
  }

  async #plan(
    document: Identified,
    alongside: readonly KubernetesObject[],
    options: DocumentOptions,
  ): Promise<PlannedDocument> {
    const { kind, ref, content } = document;
    try {
      const { planned, write } =
        kind === 'InferenceService'
          ? await this.#planService(ref, content, alongside, options)
          : await this.#options.resources.plan({ kind, ref }, content, {
              ...options,
              alongside,
            });
      return { item: { ...planned, document: document.document }, write };
    } catch (error) {
      if (!isError(error) || !REFUSALS.includes(error.name)) throw error;
      return {
        item: refusal(document.document, kind, error.message, ref),
      };
    }
  }

  /** As `POST` or `PATCH /deployments` would do it, with their permissions; written with the others. */
  async #planService(
    ref: ResourceRef,
    content: Record<string, unknown>,
    alongside: readonly KubernetesObject[],
    options: DocumentOptions,
  ): Promise<ResourcePlan> {
    const { deployments, callers } = this.#options;
    const kind = 'InferenceService';
    const previous = await this.#service(ref, options);
    const sent = withKeptActs(preparedResource(content), previous);
    const before = previous && intentOf(previous);
    const plan = before
      ? await deployments.dryRunPatch(
          ref,
          mergePatchBetween({ ...before }, sent),
          options,
        )
      : await deployments.dryRun(
          { cluster: ref.cluster, resource: sent },
          options,
        );
    const { errors, resource } = plan;
    const warnings = plan.warnings.filter(
      warning => !isAboutComing(warning, resource, alongside),
    );
    const changes = before ? changedPaths(before, intentOf(resource)) : [];
    if (previous && !options.isImport)
      await this.#demandCurrent(ref, content, { previous, changes }, options);
    const base = { kind, ref, changes, errors, warnings, resource } as const;
    const planned = { ...base, ...(before && { previous: before }) };
    if (errors.length > 0)
      return { planned: { ...planned, action: 'refused' } };
    const context = {
      actor: callers.actor(options.credentials),
      onBehalfOf: await callers.person(options.credentials),
      action: previous ? 'update' : 'create',
      how: options.isImport ? ('import' as const) : options.how ?? 'yaml',
    };
    if (!previous) {
      return {
        planned: { ...planned, action: 'create' },
        write: { what: 'create', kind, object: resource, context },
      };
    }
    if (changes.length === 0) {
      return { planned: { ...planned, action: 'unchanged' } };
    }
    return {
      planned: { ...planned, action: 'change' },
      write: {
        what: 'replace',
        kind,
        ref,
        expectedResourceVersion: previous.metadata.resourceVersion ?? '',
        object: resource,
        context,
      },
    };
  }

  /** @throws ConflictError with both sides, if the text was made from another version */
  async #demandCurrent(
    ref: ResourceRef,
    { metadata }: Record<string, unknown>,
    {
      previous,
      changes,
    }: {
      readonly previous: InferenceService;
      readonly changes: readonly string[];
    },
    options: CallOptions,
  ): Promise<void> {
    const read = isObject(metadata) ? metadata.resourceVersion : undefined;
    const now = previous.metadata.resourceVersion ?? '';
    if (typeof read !== 'string' || read === now) return;
    const history = await this.#options.deployments.history(ref, options);
    throw editConflict({
      described: describeRef('InferenceService', ref),
      since: history
        .filter(({ result }) => result === 'accepted')
        .slice(0, writesBetween(read, now) ?? 0),
      yours: changes,
    });
  }

  async #service(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<InferenceService | undefined> {
    try {
      return (await this.#options.deployments.get(ref, options)).resource;
    } catch (error) {
      if (isError(error) && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  }
}

/** Kind and name of each document, in the order in which they are written. */
function identify(
  documents: readonly SentDocument[],
  place: { readonly cluster: string; readonly namespace?: string },
): {
  readonly identified: readonly Identified[];
  readonly refused: readonly PlannedDocument[];
} {
  const identified: Identified[] = [];
  const refused: PlannedDocument[] = [];
  const seen = new Map<string, number>();
  for (const { document, content } of documents) {
    try {
      const found = identityOf(document, content, place);
      const key = `${found.kind} ${found.ref.namespace}/${found.ref.name}`;
      const first = seen.get(key);
      if (first !== undefined) {
        throw new InputError(
          `${key} is in document ${first} already; leave one of them out`,
        );
      }
      seen.set(key, document);
      identified.push(found);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const kind = isObject(content) ? String(content.kind ?? '') : '';
      refused.push({ item: refusal(document, kind, error.message) });
    }
  }
  identified.sort(
    (a, b) =>
      servingKinds[a.kind].rank - servingKinds[b.kind].rank ||
      a.document - b.document,
  );
  return { identified, refused };
}

/** @throws InputError */
function identityOf(
  document: number,
  content: unknown,
  place: { readonly cluster: string; readonly namespace?: string },
): Identified {
  if (!isObject(content)) {
    throw new InputError('it is no resource: an object with kind is expected');
  }
  const { kind, apiVersion, metadata } = content;
  const isOurs =
    typeof apiVersion === 'string' &&
    apiVersion.startsWith(`${SERVING_GROUP}/`);
  if (!isServingKind(kind) || !isOurs) {
    const what = [apiVersion, kind].filter(Boolean).join(' ') || 'no kind';
    throw new InputError(
      `${what} is not imported here; these kinds of ${SERVING_GROUP} are: ${Object.keys(
        servingKinds,
      ).join(
        ', ',
      )}. Secrets become connections, which are made on their own page`,
    );
  }
  const { name } = isObject(metadata) ? metadata : { name: undefined };
  if (!isObject(metadata) || typeof name !== 'string' || name === '') {
    throw new InputError('metadata.name is required');
  }
  const { namespaced } = servingKinds[kind];
  const said = metadata.namespace ?? (namespaced ? place.namespace : undefined);
  if (namespaced && (typeof said !== 'string' || said === '')) {
    throw new InputError(
      'metadata.namespace is required: write it, or choose a project for documents without one',
    );
  }
  const namespace = namespaced && typeof said === 'string' ? said : '';
  return {
    document,
    kind,
    ref: { cluster: place.cluster, namespace, name },
    content: namespaced
      ? { ...content, metadata: { ...metadata, namespace } }
      : content,
  };
}

function refusal(
  document: number,
  kind: string,
  message: string,
  ref?: ResourceRef,
): ImportedResource {
  return {
    document,
    kind,
    ...(ref && { ref }),
    action: 'refused',
    changes: [],
    errors: [{ path: '', message }],
    warnings: [],
  };
}

/** A runtime that comes with the same import is not missing. */
function isAboutComing(
  { path }: FieldMessage,
  { spec }: InferenceService,
  alongside: readonly KubernetesObject[],
): boolean {
  const named = spec?.predictor?.model?.runtime;
  return (
    path === 'spec.predictor.model.runtime' &&
    alongside.some(
      ({ kind, metadata }) =>
        kind.endsWith('ServingRuntime') && metadata.name === named,
    )
  );
}
