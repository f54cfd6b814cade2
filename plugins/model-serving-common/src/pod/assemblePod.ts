import { ConfigurationLine } from './ConfigurationLine';
import { KSERVE_CONTAINER } from '../constants';
import { AssembledPod } from '../facts';
import {
  ComponentName,
  Container,
  InferenceService,
  ModelSpec,
  PodSpec,
  Protocol,
  ServingRuntime,
} from '../resources';
import { ClusterSettings } from '../settings';
import { defaultProtocolOf, serverTypeOf } from '../runtimes/protocols';
import { assembleContainers } from './assembleContainers';
import { configurationOf } from './configuration';
import { payloadLines } from './payloadLines';
import { scalingLines } from './scalingLines';
import { imageOf } from './image';
import { mergeContainer, probeProblem } from './mergeContainer';
import { modelNameOf } from './modelName';
import { named } from './named';
import { PlaceholderError, replacePlaceholders } from './placeholders';
import { inlinePodSpec, podMetadata } from './podMetadata';
import { resourceProblem } from './resourceProblem';
import { ServerDefaults, serverDefaults } from './serverDefaults';
import { strategicMerge } from './strategicMerge';

/** @public */
export interface PodAssemblyOptions {
  /** Defaulted and valid. */
  readonly service: InferenceService;
  readonly component: ComponentName;
  /** The pick of `selectRuntimes`; absent for containers of one's own. */
  readonly runtime?: ServingRuntime;
  /** Protocol of the pick; else derived from service and runtime. */
  readonly protocol?: Protocol;
  readonly settings: ClusterSettings;
}

/** @public */
export type PodAssembly =
  | {
      readonly ok: true;
      readonly pod: AssembledPod;
      /** Name of the model in URLs. */
      readonly modelName: string;
      readonly protocol: Protocol;
      readonly configuration: readonly ConfigurationLine[];
    }
  | {
      readonly ok: false;
      readonly failure: PodFailure;
    };

/** Why there is no pod, in KServe's words. @public */
export interface PodFailure {
  readonly reason: string;
  readonly message: string;
}

const TRANSFORMER_CONTAINER = 'transformer-container';

/** Fields of a runtime that its pods inherit. */
const INHERITED = [
  'nodeSelector',
  'affinity',
  'tolerations',
  'volumes',
  'imagePullSecrets',
  'schedulerName',
  'resourceClaims',
] as const;

/**
 * The pod of a component: the runtime's container with the deployment's fields over it, placeholders replaced, the image
 * variant chosen, labels and annotations of all levels; or its own containers. Source: kserve-resources §8.
 * @public
 */
export function assemblePod(options: PodAssemblyOptions): PodAssembly {
  const { service, component, runtime, settings, protocol } = options;
  const { model } = service.spec.predictor;
  return component === 'predictor' && model && runtime
    ? assembleFromRuntime(options, model, runtime)
    : assembleContainers({ service, component, settings, protocol });
}

function assembleFromRuntime(
  options: PodAssemblyOptions,
  model: ModelSpec,
  runtime: ServingRuntime,
): PodAssembly {
  const { service, settings } = options;
  const { profile } = settings;
  const base = runtime.spec.containers.find(c => c.name === KSERVE_CONTAINER);
  if (!base) {
    return invalid(
      'failed to find kserve-container in ServingRuntime containers',
    );
  }
  const serverType = serverTypeOf(runtime);
  const protocol =
    options.protocol ?? (model.protocolVersion || defaultProtocolOf(runtime));
  const defaults = serverDefaults({
    serverType,
    serviceName: service.metadata.name,
    model,
    protocol,
  });
  const user = containerOf(model);
  const merged = withDefaults(mergeContainer(base, user, profile), defaults);

  const problem = probeProblem(merged) ?? resourceProblem(merged);
  if (problem) {
    return {
      ok: false,
      failure: {
        reason:
          profile === 'kserve' ? 'ReconcileFailed' : 'InvalidPredictorSpec',
        message: problem,
      },
    };
  }
  const metadata = podMetadata({
    service,
    component: 'predictor',
    runtime,
    defaults,
  });
  const others = runtime.spec.containers.filter(c => c !== base);
  const containers: Container[] = [];
  for (const container of [merged, ...others]) {
    try {
      containers.push(
        replacePlaceholders(
          container,
          { ...service.metadata, labels: metadata.labels },
          profile,
        ),
      );
    } catch (error) {
      if (!(error instanceof PlaceholderError)) throw error;
      const where = `serving runtime ${runtime.metadata.name} Container ${container.name}`;
      return invalid(
        `failed to replace placeholders in ${where}: ${error.message}`,
      );
    }
  }
  const [main, ...sidecars] = containers;
  const container: Container = {
    ...main,
    image: imageOf({
      container: main,
      runtimeVersion: model.runtimeVersion,
      serverType,
      profile,
    }),
  };
  const own = inlinePodSpec(service.spec.predictor);
  const inherited: PodSpec = Object.fromEntries(
    [...INHERITED, ...(profile === 'kserve' ? [] : ['hostIPC'])]
      .filter(field => runtime.spec[field] !== undefined)
      .map(field => [field, runtime.spec[field]]),
  );
  const spec: PodSpec = strategicMerge(inherited, own);
  const all = [
    container,
    ...withMerged(sidecars, own.containers ?? [], profile),
  ];
  return {
    ok: true,
    pod: {
      ...metadata,
      spec: { ...spec, containers: all.map(c => named(c, service)) },
    },
    modelName: modelNameOf(
      profile === 'kserve' ? withDefaults(user, defaults) : container,
      service.metadata.name,
      profile,
    ),
    protocol: protocol ?? 'v1',
    configuration: [
      ...configurationOf(named(container, service), {
        runtime: base,
        deployment: user,
      }),
      ...scalingLines(service.spec.predictor, {
        ...service.metadata.annotations,
        ...service.spec.predictor.annotations,
      }),
      ...payloadLines(service.spec.predictor),
    ],
  };
}

/** Sidecars of the runtime with the predictor's of the same name over them, then the predictor's others. */
function withMerged(
  runtime: readonly Container[],
  predictor: readonly Container[],
  profile: ClusterSettings['profile'],
): Container[] {
  const names = runtime.map(container => container.name);
  const merged = runtime.map(container => {
    const own = predictor.find(other => other.name === container.name);
    return own ? mergeContainer(container, own, profile) : container;
  });
  const added = predictor.filter(
    container =>
      container.name !== KSERVE_CONTAINER && !names.includes(container.name),
  );
  return [...merged, ...added].sort(
    (a, b) =>
      Number(b.name === TRANSFORMER_CONTAINER) -
      Number(a.name === TRANSFORMER_CONTAINER),
  );
}

/** Variables that the user set win; arguments come last. */
function withDefaults(
  container: Container,
  defaults: ServerDefaults,
): Container {
  const set = (container.env ?? []).map(entry => entry.name);
  const env = defaults.env.filter(entry => !set.includes(entry.name));
  return {
    ...container,
    ...(env.length > 0 && { env: [...(container.env ?? []), ...env] }),
    ...(defaults.args.length > 0 && {
      args: [...(container.args ?? []), ...defaults.args],
    }),
  };
}

/** The container fields of a model spec. */
function containerOf(model: ModelSpec): Container {
  const {
    modelFormat: _format,
    runtime: _runtime,
    protocolVersion: _protocol,
    runtimeVersion: _version,
    storageUri: _uri,
    storage: _storage,
    confidential: _confidential,
    ...container
  } = model;
  return { ...container, name: KSERVE_CONTAINER };
}

function invalid(message: string): PodAssembly {
  return { ok: false, failure: { reason: 'InvalidPredictorSpec', message } };
}
