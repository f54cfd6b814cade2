import { createHash } from 'node:crypto';
import {
  ANNOTATION_PREFIX,
  annotations,
  assemblePod,
  modelUriOf,
  resolveModelUri,
  selectRuntimes,
  serverTypeOf,
  SERVING_GROUP,
  VISIBILITY_LABEL,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  AssembledPod,
  ClusterSettings,
  ComponentName,
  Connection,
  FindingCode,
  InferenceService,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Resolution, RevisionDraft } from './types';

/** What a spec is resolved against. */
export interface ResolutionInput {
  readonly service: InferenceService;
  readonly component: ComponentName;
  /** All runtimes in reach. */
  readonly runtimes: readonly ServingRuntime[];
  /** Why the cluster cannot start a runtime now, by `runtimeKey`. */
  readonly runtimeProblems: Readonly<Record<string, string>>;
  /** The connection that the spec names, if it exists. */
  readonly connection?: Connection;
  readonly settings: ClusterSettings;
  /** ms since epoch */
  readonly now: number;
}

const SERVICE_LABEL = `${SERVING_GROUP}/inferenceservice`;

/** KServe's words for why there is no runtime, as findings. */
const CODES: Readonly<Record<string, FindingCode>> = {
  RuntimeNotRecognized: 'RuntimeNotFound',
  RuntimeDisabled: 'RuntimeDisabled',
  NoSupportingRuntime: 'NoRuntime',
  RuntimeUnavailable: 'ProgramNotAllowed',
  InvalidPredictorSpec: 'InvalidSpec',
};

/** Runtimes for which a message says why each does not fit. */
const SHOWN_REJECTIONS = 5;

/**
 * What the current spec of one of a service's components would run: runtime, pod and model, or why there is nothing to
 * run. Transformers and explainers are containers of their own: no runtime is chosen for them, and no model fetched.
 */
export function resolveRevision(input: ResolutionInput): Resolution {
  return input.component === 'predictor'
    ? resolvePredictor(input)
    : resolveContainers(input);
}

function resolveContainers(input: ResolutionInput): Resolution {
  const { service, component, settings } = input;
  const assembly = assemblePod({ service, component, settings });
  if (!assembly.ok) {
    const { reason, message } = assembly.failure;
    return failed(input, CODES[reason] ?? 'InvalidSpec', message);
  }
  const { pod, modelName, protocol, configuration } = assembly;
  const content = { pod, modelName, protocol };
  return {
    kind: 'resolved',
    draft: { ...content, fingerprint: fingerprintOf(content) },
    configuration,
    warnings: [],
  };
}

function failed(
  { now }: ResolutionInput,
  code: FindingCode,
  message: string,
): Resolution {
  return {
    kind: 'failed',
    failure: { code, message, at: new Date(now).toISOString() },
  };
}

function resolvePredictor(input: ResolutionInput): Resolution {
  const { service, settings } = input;

  const location = modelUriOf(service);
  // Where KServe reconciles, a connection may be the cluster's own, and what it says is not known here
  const isOurs = settings.profile === 'greenroom';
  if (isOurs && location.connection && !input.connection) {
    return failed(
      input,
      'SecretMissing',
      `the connection '${location.connection}' does not exist in the project '${service.metadata.namespace}'`,
    );
  }
  const uri =
    resolveModelUri({
      service,
      bucketOf: () => input.connection?.spec.values.AWS_S3_BUCKET,
    }) ?? input.connection?.spec.values.URI;
  if (isOurs && !uri && (location.connection || location.path)) {
    return failed(
      input,
      'InvalidSpec',
      'spec.predictor.model.storage: neither the path nor the connection says where the model lies',
    );
  }

  const { model } = service.spec.predictor;
  const selection =
    model &&
    selectRuntimes({
      model,
      namespace: service.metadata.namespace ?? 'default',
      runtimes: input.runtimes,
      multiModel: false,
      multiNode: 'workerSpec' in service.spec.predictor,
      profile: settings.profile,
      problems: input.runtimeProblems,
    });
  if (selection?.failure) {
    const { reason, message } = selection.failure;
    const why =
      reason === 'NoSupportingRuntime'
        ? selection.rejected.map(({ sentence }) => sentence)
        : namedRuntime(model?.runtime);
    return failed(
      input,
      CODES[reason] ?? 'NoRuntime',
      [message, ...why.slice(0, SHOWN_REJECTIONS)].join('\n'),
    );
  }
  const choice = selection?.candidates[0];
  const assembly = assemblePod({
    service,
    component: 'predictor',
    runtime: choice?.runtime,
    protocol: choice?.protocol,
    settings,
  });
  if (!assembly.ok) {
    const { reason, message } = assembly.failure;
    return failed(input, CODES[reason] ?? 'InvalidSpec', message);
  }
  const { modelName, protocol, configuration } = assembly;
  const content = {
    pod: choice ? marked(assembly.pod, choice.runtime) : assembly.pod,
    modelName,
    protocol,
    ...(uri
      ? {
          model: {
            uri,
            ...(location.connection ? { connection: location.connection } : {}),
          },
        }
      : {}),
  };
  return {
    kind: 'resolved',
    draft: {
      ...content,
      ...(choice ? { runtime: runtimeOf(choice.runtime) } : {}),
      fingerprint: fingerprintOf(content),
    },
    configuration,
    warnings: (selection?.relaxations ?? []).map(message => ({
      path: 'spec.predictor.model',
      message,
    })),
  };
}

/** KServe's words do not say which runtime they are about. */
function namedRuntime(runtime: string | undefined): string[] {
  return runtime ? [`spec.predictor.model.runtime is '${runtime}'`] : [];
}

function runtimeOf(
  runtime: ServingRuntime,
): NonNullable<RevisionDraft['runtime']> {
  const { name, annotations: notes = {} } = runtime.metadata;
  const version = notes[annotations.runtimeVersion];
  return {
    kind: runtime.kind,
    name,
    title: notes[annotations.displayName] ?? name,
    ...(version ? { version } : {}),
  };
}

/** The pod with what it was made from, which a later look at the runtime no longer shows. */
function marked(pod: AssembledPod, runtime: ServingRuntime): AssembledPod {
  const { disabled: _disabled, ...spec } = runtime.spec;
  const version = runtime.metadata.annotations?.[annotations.runtimeVersion];
  const serverType = serverTypeOf(runtime);
  return {
    ...pod,
    annotations: {
      ...pod.annotations,
      [annotations.runtimeFingerprint]: hashOf(spec),
      ...(version && { [annotations.runtimeVersion]: version }),
      ...(serverType && { [annotations.serverType]: serverType }),
    },
  };
}

/** Of Knative's: how many replicas there are, which is no part of what each of them runs. */
const SCALING_PREFIX = 'autoscaling.knative.dev/';
/** Annotations for people and for the control plane: they change nothing that runs. */
const NOT_RUNNING: ReadonlySet<string> = new Set(Object.values(annotations));

function fingerprintOf(
  content: Omit<RevisionDraft, 'runtime' | 'fingerprint'>,
): string {
  const { labels, annotations: notes, spec } = content.pod;
  const { [VISIBILITY_LABEL]: _routing, ...running } = labels;
  const { [SERVICE_LABEL]: service, component } = running;
  const pod = {
    // The name of a predictor stands in it, which a canary loses when it becomes the stable one
    labels: { ...running, app: `isvc.${service}-${component}` },
    annotations: Object.fromEntries(
      Object.entries(notes).filter(
        ([key]) =>
          !NOT_RUNNING.has(key) &&
          !key.startsWith(`${ANNOTATION_PREFIX}/`) &&
          !key.startsWith(SCALING_PREFIX),
      ),
    ),
    spec,
  };
  return hashOf({ ...content, pod });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** JSON with sorted keys: the order in which fields were written is no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}
