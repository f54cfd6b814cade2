import {
  capitalized,
  findingCodeOf,
  type ComponentName,
  type Condition,
  type Failure,
  type FindingCode,
  type InferenceService,
  type RevisionInWorld,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Reasons that say no more than that something is under way, or belong to other components. */
const SAYS_NOTHING =
  /^$|^Stopped$|^MinimumReplicasUnavailable$|ingress not created|Deployment NotReady$|not ready$/;
/** KServe's `lastFailureInfo.reason` of what was never made into replicas. */
const OF_SPEC = [
  'InvalidPredictorSpec',
  'RuntimeNotRecognized',
  'RuntimeDisabled',
  'NoSupportingRuntime',
];

/** What KServe says is wrong. */
export interface ReportedFailures {
  /** Of components of which nothing runs. */
  readonly plan: readonly (Failure & { readonly component: ComponentName })[];
  /** Of what runs, by component. */
  readonly running: ReadonlyMap<ComponentName, Failure>;
}

/**
 * The failures that only KServe's status tells: of the spec, of what admission or a quota keeps from being made, of time
 * that ran out. What pods say for themselves is left to them: it comes sooner, and says more.
 * Source: kserve-status-and-objects §1, §6.2, §6.3.
 */
export function reportedFailures(
  service: InferenceService,
  revisions: readonly RevisionInWorld[],
): ReportedFailures {
  const components: ComponentName[] = [
    'predictor',
    ...(service.spec.transformer ? ['transformer' as const] : []),
    ...(service.spec.explainer ? ['explainer' as const] : []),
  ];
  const plan: (Failure & { component: ComponentName })[] = [];
  const running = new Map<ComponentName, Failure>();
  for (const component of components) {
    const own = revisions.filter(
      revision => revision.component === component && !revision.canary,
    );
    const failure = failureOf(service, component);
    if (!failure || own.some(tellsItself)) continue;
    if (own.length === 0) plan.push({ ...failure, component });
    else running.set(component, failure);
  }
  return { plan, running };
}

function failureOf(
  { status, metadata }: InferenceService,
  component: ComponentName,
): Failure | undefined {
  const ready = status?.conditions?.find(
    ({ type }) => type === `${capitalized(component)}Ready`,
  );
  if (ready?.status === 'True') return undefined;
  const at = ready?.lastTransitionTime ?? metadata.creationTimestamp ?? '';
  const { modelStatus } = status ?? {};
  const info = modelStatus?.lastFailureInfo;
  // It is never cleared: old news, unless the model is said not to load now
  const isNow =
    modelStatus?.states?.targetModelState === 'FailedToLoad' ||
    modelStatus?.transitionStatus === 'InvalidSpec';
  if (component === 'predictor' && isNow && info) {
    const { reason = '', message = '', exitCode, time } = info;
    const code = OF_SPEC.includes(reason)
      ? findingCodeOf(reason)
      : 'ModelLoadFailed';
    return {
      code,
      message: message || reason,
      at: time ?? at,
      ...(exitCode !== undefined && { exitCode }),
    };
  }
  const code = ready?.status === 'False' ? codeOf(ready) : undefined;
  if (!code) return undefined;
  return { code, message: ready?.message ?? ready?.reason ?? '', at };
}

function codeOf({
  reason = '',
  message = '',
}: Condition): FindingCode | undefined {
  if (SAYS_NOTHING.test(reason)) return undefined;
  if (/exceeded quota/.test(message)) return 'QuotaExceeded';
  if (/admission webhook|is forbidden|violates/.test(message)) {
    return 'AdmissionDenied';
  }
  switch (reason) {
    case 'ProgressDeadlineExceeded':
      return 'StartTimeout';
    case 'ReconcileFailed':
    case 'ServerlessModeRejected':
      return 'InvalidSpec';
    case 'FailedCreate':
      return 'AdmissionDenied';
    case 'RevisionFailed':
      return /image/i.test(message) ? 'ImageNotFound' : 'ModelLoadFailed';
    default:
      return undefined;
  }
}

/** Whether the pods of a revision say what is wrong. */
function tellsItself({ facts }: RevisionInWorld): boolean {
  if (!facts) return false;
  return (
    facts.failure !== undefined ||
    facts.fetch.failure !== undefined ||
    facts.replicas.some(
      ({ state, lastExit }) =>
        state === 'backoff' || state === 'unready' || lastExit !== undefined,
    )
  );
}
