import { ServingRuntime } from '../resources';
import {
  entriesOfFormat,
  formatInWords,
  matchingEntries,
  Relaxed,
  servesVersion,
  speaksProtocol,
} from './matching';
import { RejectionReason, RuntimeQuery } from './types';

/** A reason and its sentence. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly sentence: string;
}

/**
 * The first reason why a runtime cannot be selected automatically, in KServe's order; undefined if it can.
 * Source: kserve-resources §7.
 */
export function rejectionOf(
  runtime: ServingRuntime,
  query: RuntimeQuery,
  relaxed: Relaxed,
): Rejection | undefined {
  const { model } = query;
  const { spec, metadata } = runtime;
  const name = `"${metadata.name}"`;
  const wanted = formatInWords(model.modelFormat);
  if (spec.disabled) {
    return { reason: 'disabled', sentence: `${name} is switched off.` };
  }
  if ((spec.multiModel ?? false) !== query.multiModel) {
    return {
      reason: 'multiModel',
      sentence: query.multiModel
        ? `${name} serves one model per server, not many.`
        : `${name} is for servers that hold many models.`,
    };
  }
  const entries = entriesOfFormat(runtime, model, relaxed);
  if (entries.length === 0) {
    return {
      reason: 'format',
      sentence: `${name} does not serve the format ${
        model.modelFormat.name
      }; it serves ${formatsOf(runtime)}.`,
    };
  }
  if (!entries.some(entry => servesVersion(entry, model, relaxed))) {
    const versions = entries.map(entry => formatInWords(entry));
    return {
      reason: 'version',
      sentence: `${name} does not serve ${wanted}; it serves ${list(
        versions,
      )}.`,
    };
  }
  if (matchingEntries(runtime, model, relaxed).length === 0) {
    return {
      reason: 'autoSelect',
      sentence: `${name} serves ${wanted} only when it is chosen by name.`,
    };
  }
  if (!speaksProtocol(runtime, model, relaxed)) {
    return { reason: 'protocol', sentence: protocolSentence(runtime, query) };
  }
  if (Boolean(spec.workerSpec) !== query.multiNode) {
    return {
      reason: 'workerSpec',
      sentence: query.multiNode
        ? `${name} cannot spread a model over several nodes.`
        : `${name} is for models that are spread over several nodes.`,
    };
  }
  const problem = query.problems?.[runtimeKey(runtime)];
  if (problem) {
    return {
      reason: 'unavailable',
      sentence: `${name} serves ${wanted}, but this cluster cannot start it: ${problem}`,
    };
  }
  return undefined;
}

/**
 * Key of a runtime in `RuntimeQuery.problems`: `<kind>/<namespace>/<name>`, with an empty namespace for cluster runtimes.
 * @public
 */
export function runtimeKey(runtime: {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): string {
  const namespace =
    runtime.kind === 'ClusterServingRuntime'
      ? ''
      : runtime.metadata.namespace ?? '';
  return `${runtime.kind}/${namespace}/${runtime.metadata.name}`;
}

function protocolSentence(runtime: ServingRuntime, query: RuntimeQuery) {
  const offered = list(runtime.spec.protocolVersions ?? []);
  const asked = query.model.protocolVersion
    ? `the deployment asks for ${query.model.protocolVersion}`
    : 'without a protocol in the deployment v1 is assumed';
  return `"${runtime.metadata.name}" speaks ${offered}; ${asked}.`;
}

function formatsOf(runtime: ServingRuntime): string {
  const names = (runtime.spec.supportedModelFormats ?? []).map(f => f.name);
  return names.length === 0 ? 'none' : list([...new Set(names)]);
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
