import {
  ANNOTATION_PREFIX,
  annotations,
  VISIBILITY_LABEL,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** For people and for the control plane: who owns it, what it is called, whether it is stopped, who may call it. */
const NOT_RESTORED: ReadonlySet<string> = new Set([
  ...Object.values(annotations),
  VISIBILITY_LABEL,
]);

const SCALE_FIELDS = [
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
] as const;

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;

/**
 * A deployment with the spec of another moment.
 *
 * What runs is as it was then. What it is called, who owns it, whether it is stopped and who may reach it stay as they
 * are: nobody takes back a change of owner or a closed route by going back to an older model.
 *
 * @param keepsScale - the bounds of the number of replicas stay too: load did not go back
 */
export function restoredService(
  now: InferenceService,
  then: InferenceService,
  options: { readonly keepsScale: boolean },
): InferenceService {
  return {
    ...now,
    metadata: {
      ...now.metadata,
      labels: merged(now.metadata.labels, then.metadata.labels),
      annotations: merged(now.metadata.annotations, then.metadata.annotations),
    },
    spec: options.keepsScale ? withScaleOf(now.spec, then.spec) : then.spec,
  };
}

function merged(
  now: Readonly<Record<string, string>> = {},
  then: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(then).filter(([key]) => isRestored(key)),
    ...Object.entries(now).filter(([key]) => !isRestored(key)),
  ]);
}

function isRestored(key: string): boolean {
  return !NOT_RESTORED.has(key) && !key.startsWith(`${ANNOTATION_PREFIX}/`);
}

function withScaleOf(
  now: InferenceService['spec'],
  then: InferenceService['spec'],
): InferenceService['spec'] {
  const components = COMPONENTS.flatMap(name => {
    const [current, restored] = [now[name], then[name]];
    if (!restored) return [];
    // What was tried with a share then is wanted for good now.
    const { canaryTrafficPercent: _share, ...wanted } = restored;
    if (!current) return [[name, wanted]];
    const rest = Object.entries(wanted).filter(([key]) => !isScale(key));
    const kept = Object.entries(current).filter(([key]) => isScale(key));
    return [[name, Object.fromEntries([...rest, ...kept])]];
  });
  const { canary: _canaries, ...spec } = then;
  return { ...spec, ...Object.fromEntries(components) } as typeof then;
}

function isScale(key: string): boolean {
  return SCALE_FIELDS.some(field => field === key);
}
