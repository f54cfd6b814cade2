import {
  annotations,
  runtimeKey,
  type ConfigurationLine,
  type InferenceService,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../store/types';
import type { Resolution } from './types';

/** What {@link heldResolution} decides from. */
export interface HeldInput {
  readonly service: InferenceService;
  readonly runtimes: readonly ServingRuntime[];
  /** What the predictor comes to with some runtimes. */
  readonly resolve: (runtimes: readonly ServingRuntime[]) => Resolution;
  /** The predictor's revision that serves, else its newest; undefined: it has none. */
  readonly current?: StoredRevision;
  /** Configuration of that revision, as it was observed. */
  readonly configuration: readonly ConfigurationLine[];
}

const PATH = 'spec.predictor.model.runtime';

/**
 * What a predictor comes to, without the roll-outs that only a change of its runtime would cause where nobody wants them:
 *
 * - A runtime that was switched off keeps serving what runs on it, though nothing new could choose it.
 * - A deployment that is Ready and says `serving.kserve.io/disable-auto-update: "true"` stays on the runtime as it was;
 *   its next change by hand takes the runtime as it is then.
 *
 * Source: kserve-resources §7 ("Runtime edits"), screens §12.
 */
export function heldResolution(input: HeldInput): Resolution {
  const { current, runtimes, resolve } = input;
  const resolution = resolve(runtimes);
  if (!current?.runtime || isSame(resolution, current)) return resolution;
  const off = runtimes.find(
    runtime => runtime.spec.disabled && isRuntimeOf(current, runtime),
  );
  if (off) {
    const on = { ...off, spec: { ...off.spec, disabled: false } };
    const kept = resolve(
      runtimes.map(runtime => (runtime === off ? on : runtime)),
    );
    const message = `the runtime "${off.metadata.name}" is switched off: this deployment keeps running on it as it is, its next change needs another runtime`;
    if (isSame(kept, current)) return withWarning(kept, message);
    if (isUnchanged(input)) return heldOn(current, input, message);
    return resolution;
  }
  const isHeld =
    resolution.kind === 'resolved' &&
    input.service.metadata.annotations?.[annotations.disableAutoUpdate] ===
      'true' &&
    isReady(input.service) &&
    isUnchanged(input) &&
    isOtherRuntime(resolution, current);
  if (!isHeld) return resolution;
  return heldOn(
    current,
    input,
    `runtime update available: "${current.runtime.name}" was changed; this deployment stays on it as it was (${annotations.disableAutoUpdate}) until it is changed itself`,
  );
}

function isSame(resolution: Resolution, current: StoredRevision): boolean {
  return (
    resolution.kind === 'resolved' &&
    resolution.draft.fingerprint === current.fingerprint
  );
}

/** The runtime's namespace, if it has one, is the service's: only those are in reach. */
function isRuntimeOf(
  { runtime, spec }: StoredRevision,
  candidate: ServingRuntime,
): boolean {
  if (!runtime) return false;
  const { name, kind } = runtime;
  const { namespace } = spec.service;
  return (
    runtimeKey(candidate) ===
    runtimeKey({ kind, metadata: { name, namespace } })
  );
}

/** Whether nobody changed what the deployment runs since the revision was made. */
function isUnchanged({ service, current }: HeldInput): boolean {
  return current?.generation === service.metadata.generation;
}

function isReady({ status }: InferenceService): boolean {
  return (status?.conditions ?? []).some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  );
}

/** Whether the runtime differs, and not only what else goes into a pod: labels, a connection's bucket. */
function isOtherRuntime(
  resolution: Extract<Resolution, { kind: 'resolved' }>,
  current: StoredRevision,
): boolean {
  const [now, then] = [resolution.draft.pod, current.spec.pod].map(
    pod => pod.annotations[annotations.runtimeFingerprint],
  );
  return now !== then;
}

/** The revision as it is, as if the spec still came to it. */
function heldOn(
  current: StoredRevision,
  { configuration }: HeldInput,
  message: string,
): Resolution {
  const { spec, fingerprint, runtime } = current;
  const { pod, model, modelName, protocol } = spec;
  const version = pod.annotations[annotations.runtimeVersion];
  return {
    kind: 'resolved',
    draft: {
      pod,
      ...(model && { model }),
      modelName,
      protocol,
      ...(isRuntime(runtime) && {
        runtime: {
          kind: runtime.kind,
          name: runtime.name,
          title: runtime.name,
          ...(version && { version }),
        },
      }),
      fingerprint,
    },
    configuration,
    warnings: [{ path: PATH, message }],
  };
}

function isRuntime(
  runtime: StoredRevision['runtime'],
): runtime is { kind: ServingRuntime['kind']; name: string } {
  return (
    runtime?.kind === 'ServingRuntime' ||
    runtime?.kind === 'ClusterServingRuntime'
  );
}

function withWarning(resolution: Resolution, message: string): Resolution {
  if (resolution.kind === 'failed') return resolution;
  return {
    ...resolution,
    warnings: [...resolution.warnings, { path: PATH, message }],
  };
}
