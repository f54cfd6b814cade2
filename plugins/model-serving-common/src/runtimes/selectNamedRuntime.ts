import { ServingRuntime } from '../resources';
import { matchingEntries, Relaxed, speaksProtocol, strict } from './matching';
import { defaultProtocolOf } from './protocols';
import { rejectionOf, runtimeKey } from './rejection';
import { RejectedRuntime, RuntimeQuery, RuntimeSelection } from './types';

const MODEL = 'spec.predictor.model';
const lenient: Relaxed = { protocol: false, case: true, version: true };

/**
 * The runtime that a deployment names: in its namespace, else of the cluster. It need not be selectable automatically,
 * and its protocols are only checked if the deployment names one. Source: kserve-resources §7, "Explicit".
 */
export function selectNamedRuntime(query: RuntimeQuery): RuntimeSelection {
  const named = query.runtimes.filter(
    runtime => runtime.metadata.name === query.model.runtime,
  );
  const runtime =
    named.find(entry => entry.kind === 'ServingRuntime') ?? named[0];
  const rejected = query.runtimes
    .filter(other => other !== runtime)
    .map(other => rejectionOfOther(other, query));
  if (!runtime) {
    return failed(
      rejected,
      'RuntimeNotRecognized',
      'Waiting for runtime to become available',
      'runtime',
    );
  }
  const failure = failureOf(runtime, query);
  if (failure) {
    const own = rejectionOf(runtime, query, lenient) ?? {
      reason: 'unavailable' as const,
      sentence: `"${runtime.metadata.name}": ${failure.message}.`,
    };
    return {
      candidates: [],
      rejected: [{ runtime, ...own }, ...rejected],
      relaxations: [],
      failure,
    };
  }
  const isStrict = matchingEntries(runtime, query.model, strict).length > 0;
  return {
    candidates: [
      {
        runtime,
        protocol: query.model.protocolVersion || defaultProtocolOf(runtime),
      },
    ],
    rejected,
    relaxations: isStrict
      ? []
      : [
          'The format or version of the model was compared leniently, because the runtime is named.',
        ],
  };
}

function failureOf(
  runtime: ServingRuntime,
  query: RuntimeQuery,
): RuntimeSelection['failure'] {
  const { model, profile } = query;
  if (runtime.spec.disabled) {
    return {
      reason: 'RuntimeDisabled',
      message: 'Specified runtime is disabled',
      path: `${MODEL}.runtime`,
    };
  }
  if (model.protocolVersion && !speaksProtocol(runtime, model, strict)) {
    return {
      reason: 'NoSupportingRuntime',
      message: 'Specified runtime does not support specified protocol version',
      path: `${MODEL}.protocolVersion`,
    };
  }
  const rules = profile === 'kserve' ? strict : lenient;
  if (matchingEntries(runtime, model, rules).length === 0) {
    return {
      reason: 'NoSupportingRuntime',
      message: 'Specified runtime does not support specified framework/version',
      path: `${MODEL}.modelFormat.name`,
    };
  }
  if (runtime.spec.containers.length === 0) {
    return {
      reason: 'InvalidPredictorSpec',
      message: 'no container configuration found in selected serving runtime',
      path: `${MODEL}.runtime`,
    };
  }
  const problem = query.problems?.[runtimeKey(runtime)];
  return problem === undefined
    ? undefined
    : {
        reason: 'RuntimeUnavailable',
        message: `"${runtime.metadata.name}" cannot be started on this cluster: ${problem}`,
        path: `${MODEL}.runtime`,
      };
}

function rejectionOfOther(
  runtime: ServingRuntime,
  query: RuntimeQuery,
): RejectedRuntime {
  const rejection = rejectionOf(runtime, query, strict) ?? {
    reason: 'outranked' as const,
    sentence: `"${runtime.metadata.name}" fits too, but the deployment names "${query.model.runtime}".`,
  };
  return { runtime, ...rejection };
}

function failed(
  rejected: readonly RejectedRuntime[],
  reason: string,
  message: string,
  field: string,
): RuntimeSelection {
  return {
    candidates: [],
    rejected,
    relaxations: [],
    failure: { reason, message, path: `${MODEL}.${field}` },
  };
}
