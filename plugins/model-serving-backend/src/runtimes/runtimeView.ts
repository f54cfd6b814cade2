import {
  annotations,
  entityRefOf,
  runtimeKey,
  type RuntimeView,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RuntimeUseCount } from '../store';
import type { ReachableRuntimes } from './RuntimesInReach';

/** What a {@link runtimeView} is made from. */
export interface RuntimeContext {
  readonly cluster: string;
  readonly isDefaultCluster: boolean;
  /** Every runtime of the cluster. */
  readonly all: ReachableRuntimes;
  readonly use: readonly RuntimeUseCount[];
}

type ModelType = RuntimeView['modelTypes'][number];

/** Formats of language models. */
const GENERATIVE: readonly string[] = ['vllm', 'gguf'];

/** A runtime as people see it. Annotations of Open Data Hub say what KServe has no field for (screens.md §12). */
export function runtimeView(
  runtime: ServingRuntime,
  context: RuntimeContext,
): RuntimeView {
  const { cluster, isDefaultCluster, all } = context;
  const { metadata, spec } = runtime;
  const { name, annotations: notes = {} } = metadata;
  const key = runtimeKey(runtime);
  const namespace =
    runtime.kind === 'ServingRuntime' ? metadata.namespace : undefined;
  const isBuiltIn = all.builtIn.has(key);
  const version = notes[annotations.runtimeVersion] || undefined;
  const latestVersion = versionOfOriginal(runtime, all.runtimes);
  return {
    cluster,
    namespace,
    name,
    kind: runtime.kind,
    title: notes[annotations.displayName] || name,
    description: notes[annotations.description] || undefined,
    entityRef: entityRefOf({
      kind: runtime.kind,
      cluster,
      namespace,
      name,
      isDefaultCluster,
    }),
    origin: isBuiltIn ? 'built-in' : 'custom',
    enabled: !spec.disabled,
    available: all.problems[key] === undefined,
    unavailableReason: all.problems[key],
    formats: (spec.supportedModelFormats ?? []).map(supported => ({
      name: supported.name,
      version: supported.version,
      autoSelect: supported.autoSelect ?? false,
      priority: supported.priority,
    })),
    protocols: spec.protocolVersions ?? [],
    modelTypes: modelTypesOf(runtime),
    multiModel: spec.multiModel ?? false,
    multiNode: spec.workerSpec !== undefined,
    accelerators: textsIn(notes[annotations.recommendedAccelerators]),
    version,
    ...versionState(version, latestVersion),
    order: orderOf(runtime),
    owner: notes[annotations.owner] || undefined,
    support:
      notes[annotations.supportStatus] === 'unsupported' ? 'limited' : 'full',
    ...usesOf(runtime, context),
    resourceVersion: metadata.resourceVersion,
    resource: runtime,
  };
}

/** Runtimes in the admin's order; others after them by title. */
export function byOrder(a: RuntimeView, b: RuntimeView): number {
  return (a.order ?? Infinity) - (b.order ?? Infinity) || byTitle(a, b);
}

function byTitle(a: RuntimeView, b: RuntimeView): number {
  return a.title.localeCompare(b.title) || a.name.localeCompare(b.name);
}

/** Place of a runtime as its annotation says. */
function orderOf({ metadata }: ServingRuntime): number | undefined {
  const text = metadata.annotations?.[annotations.order] ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** As Open Data Hub's annotation says, a JSON list; else by what the formats are known for. */
function modelTypesOf({ metadata, spec }: ServingRuntime): ModelType[] {
  const said = textsIn(metadata.annotations?.[annotations.modelType]).filter(
    (type): type is ModelType => type === 'predictive' || type === 'generative',
  );
  if (said.length > 0) return said;
  const names = (spec.supportedModelFormats ?? []).map(format =>
    format.name.toLowerCase(),
  );
  const types: ModelType[] = [];
  if (names.some(name => !GENERATIVE.includes(name))) types.push('predictive');
  if (names.some(name => GENERATIVE.includes(name))) types.push('generative');
  return types;
}

/** The texts of an annotation that holds a JSON list, or one text. */
function textsIn(value: string | undefined): string[] {
  if (!value) return [];
  try {
    const parsed: unknown = JSON.parse(value);
    const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return list.filter((entry): entry is string => typeof entry === 'string');
  } catch {
    return [value]; // written by hand without quotes: it is the text itself
  }
}

/** Version that the runtime has now which another one was made from. */
function versionOfOriginal(
  { metadata }: ServingRuntime,
  runtimes: readonly ServingRuntime[],
): string | undefined {
  const key = metadata.annotations?.[annotations.duplicateOf];
  if (!key) return undefined;
  const original = runtimes.find(runtime => runtimeKey(runtime) === key);
  return original?.metadata.annotations?.[annotations.runtimeVersion];
}

function versionState(
  version: string | undefined,
  latestVersion: string | undefined,
): Pick<RuntimeView, 'versionState' | 'latestVersion'> {
  if (!version) return { versionState: 'unknown' };
  if (latestVersion === undefined || latestVersion === version) {
    return { versionState: 'latest' };
  }
  return { versionState: 'outdated', latestVersion };
}

/** Deployments on a runtime: those that run on it, and those that name it while nothing was chosen for them yet. */
function usesOf(
  runtime: ServingRuntime,
  { all, use }: RuntimeContext,
): Pick<RuntimeView, 'usedBy' | 'outdatedUsers'> {
  const key = runtimeKey(runtime);
  const { name, namespace, annotations: notes } = runtime.metadata;
  const version = notes?.[annotations.runtimeVersion] ?? '';
  const shadows = new Set(
    all.runtimes
      .filter(
        ({ kind, metadata }) =>
          kind === 'ServingRuntime' && metadata.name === name,
      )
      .map(({ metadata }) => metadata.namespace),
  );
  const meansIt = (row: RuntimeUseCount): boolean => {
    if (row.key !== '' || row.named !== name) return row.key === key;
    return runtime.kind === 'ServingRuntime'
      ? row.namespace === namespace
      : !shadows.has(row.namespace);
  };
  let usedBy = 0;
  let outdatedUsers = 0;
  for (const row of use.filter(meansIt)) {
    usedBy += row.count;
    if (row.key === key && row.version !== version) outdatedUsers += row.count;
  }
  return { usedBy, outdatedUsers };
}
