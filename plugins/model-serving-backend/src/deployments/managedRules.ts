import {
  annotations,
  promotionOnKServe,
  VISIBILITY_LABEL,
  type ClusterSettings,
  type FieldMessage,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What only a gateway of ours does. */
export const OF_GATEWAY: readonly string[] = [
  annotations.canaryGuard,
  annotations.canaryAllowed,
  annotations.sticky,
  annotations.shadow,
  annotations.queueDepth,
  annotations.queueTimeout,
];

/** What the rules are asked about. */
export interface ManagedOptions {
  readonly settings: Pick<
    ClusterSettings,
    'defaultDeploymentMode' | 'openDataHub'
  >;
  /** Why our gateway is not in front of it. */
  readonly reason: string;
  readonly previous?: InferenceService;
}

/**
 * What KServe takes and does not do, or not well, on a cluster where it reconciles; and what needs our gateway, which is not
 * there. Refused or warned of before it is written, with the way out.
 * Source: kserve-status-and-objects §2 (multi-node), §8.2 (promotion).
 */
export function managedRules(
  service: InferenceService,
  options: ManagedOptions,
): {
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
} {
  const { settings, reason, previous } = options;
  const notes = service.metadata.annotations ?? {};
  const errors: FieldMessage[] = OF_GATEWAY.filter(
    key => notes[key] !== undefined,
  ).map(key => ({
    path: `metadata.annotations[${key}]`,
    message: `does nothing here, for ${reason}: leave it out`,
  }));
  const isKnative =
    notes[annotations.deploymentMode] === 'Knative' ||
    notes[annotations.deploymentMode] === 'Serverless' ||
    (notes[annotations.deploymentMode] === undefined &&
      settings.defaultDeploymentMode === 'Knative');
  if (!isKnative && service.spec.predictor.workerSpec) {
    errors.push({
      path: 'spec.predictor.workerSpec',
      message:
        'KServe 0.20 makes and deletes the workers of several nodes in a loop in Standard mode, and the deployment never gets ready: leave it out, or use a model that fits on one node',
    });
  }
  const warnings = [
    ...(previous
      ? interruption(previous, service)
      : hiddenRoute(service, settings)),
    ...unaskedToken(service, options),
  ];
  return { errors, warnings };
}

/** A token that somebody begins to count on, where nobody asks for one: KServe itself does nothing with the annotation. */
function unaskedToken(
  service: InferenceService,
  { settings: { openDataHub }, reason, previous }: ManagedOptions,
): readonly FieldMessage[] {
  const needsToken = (of: InferenceService | undefined) =>
    of?.metadata.annotations?.[annotations.enableAuth] === 'true';
  if (openDataHub || !needsToken(service) || needsToken(previous)) return [];
  return [
    {
      path: `metadata.annotations[${annotations.enableAuth}]`,
      message: `keeps nobody out, for ${reason}: whoever reaches the address may call it. Ask who runs the cluster how callers show who they are there`,
    },
  ];
}

/** A service that says nothing of routes or tokens was not written for Open Data Hub, which hides it. */
function hiddenRoute(
  { metadata: { labels, annotations: notes } }: InferenceService,
  { openDataHub }: Pick<ClusterSettings, 'openDataHub'>,
): readonly FieldMessage[] {
  const isSilent =
    labels?.[VISIBILITY_LABEL] === undefined &&
    notes?.[annotations.enableAuth] === undefined;
  if (!openDataHub || !isSilent) return [];
  return [
    {
      path: `metadata.labels[${VISIBILITY_LABEL}]`,
      message: `is not there: Open Data Hub lets nobody in from outside the cluster. To be called from there, write 'exposed', and ${annotations.enableAuth}: 'true' so that callers need a token`,
    },
  ];
}

/** A promotion that takes away what serves before what comes can carry it. */
function interruption(
  before: InferenceService,
  after: InferenceService,
): readonly FieldMessage[] {
  const { name, minReplicas = 1 } = after.spec.predictor;
  const promoted =
    name !== undefined && name !== before.spec.predictor.name
      ? promotionOnKServe(before, name, minReplicas)
      : undefined;
  if (!promoted) return [];
  const { has, wants } = promoted;
  const message =
    has >= wants
      ? 'KServe deletes the present predictor at once: requests that it works on at that moment may fail'
      : `KServe deletes the present predictor before the promoted one has its ${wants} replicas: for about as long as one start, ${has} of them carry everything, and the deployment is not Ready. Give the canary minReplicas ${wants} first, wait until it is ready, and promote it then`;
  return [{ path: 'spec.predictor.name', message }];
}
