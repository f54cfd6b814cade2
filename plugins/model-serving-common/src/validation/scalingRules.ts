import { annotations } from '../constants';
import { autoscalerOf } from './autoscalerOf';
import { ComponentContext } from './componentRules';
import { Rule } from './rule';
import { readScalingAnnotations } from './scalingAnnotations';

const CLASSES = ['hpa', 'external', 'keda', 'none'];
const CLASS = annotations.autoscalerClass;
const CLASS_PATH = `metadata.annotations[${CLASS}]`;
/** Ways out of classes that a cluster which scales itself does not have. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  hpa: 'leave the class out and scale by requests (concurrency or rps), or choose a cluster that runs KServe',
  keda: 'choose the class hpa with scaleMetric cpu or memory, leave the class out to scale by requests, or choose a cluster that runs KServe with KEDA',
  external:
    'choose the class none for a number that stays, leave the class out to scale by requests, or choose a cluster that runs KServe',
};
const MAX_TIMEOUT_SECONDS = 1_000_000;

/** Rule 2: the autoscaler class is one that KServe knows. */
export const autoscalerClassRule: Rule = ({
  service,
  settings,
  profile,
  messages,
}) => {
  const value = service.metadata.annotations?.[CLASS];
  if (value === undefined) return;
  if (!CLASSES.includes(value)) {
    messages.error(
      CLASS_PATH,
      `[${value}] is not a supported autoscaler class type`,
    );
  } else if (
    profile === 'greenroom' &&
    value !== 'none' &&
    !settings.autoscalerClasses.includes(value)
  ) {
    const has = settings.autoscalerClasses.join(', ') || 'none';
    const who =
      value === 'external'
        ? 'nobody outside can change the number of replicas on this cluster'
        : `nothing on this cluster scales by the class ${value}`;
    const needs = settings.autoscalerNeeds?.[value];
    messages.error(
      CLASS_PATH,
      `${who}; it has: ${has}. ${needs ? `It takes ${needs}. ` : ''}Instead ${
        WAYS_OUT[value]
      }`,
    );
  }
};

/** Knative's annotations about scaling, where our own loop obeys them. Elsewhere Knative says what it thinks of them. */
export const scalingAnnotationRules: Rule = ({
  service,
  settings,
  profile,
  messages,
}) => {
  if (profile === 'kserve') return;
  const found = readScalingAnnotations(service.metadata.annotations, settings);
  for (const { key, message } of found.messages) {
    messages.error(`metadata.annotations[${key}]`, message);
  }
};

/** Rule 9d: bounds of replicas, and what of them the cluster can do. */
export function replicaRules({
  service,
  component,
  path,
  settings,
  profile,
  messages,
}: ComponentContext): void {
  const { minReplicas = 1, maxReplicas = 0 } = component;
  const [min, max] = [`${path}.minReplicas`, `${path}.maxReplicas`];
  if (minReplicas < 0) {
    messages.error(min, "'MinReplicas' cannot be less than 0");
  }
  if (maxReplicas < 0) {
    messages.error(max, "'MaxReplicas' cannot be less than 0");
  }
  if (maxReplicas > 0 && minReplicas > maxReplicas) {
    messages.error(min, "'MinReplicas' cannot be greater than MaxReplicas");
  }
  if (profile === 'kserve') return;
  for (const [at, count] of [
    [min, minReplicas],
    [max, maxReplicas],
  ] as const) {
    if (count > settings.maxReplicas) {
      messages.error(
        at,
        `${count} replicas are more than this cluster allows; at most ${settings.maxReplicas} are possible`,
      );
    }
  }
  if (minReplicas === 0 && !settings.scaleToZero) {
    messages.error(
      min,
      'this cluster cannot scale to zero; keep at least 1 replica, or stop the deployment while nobody needs it',
    );
  }
  const scales = settings.autoscalerClasses.some(name => name !== 'none');
  const isByUsage =
    service.metadata.annotations?.[CLASS] === undefined &&
    autoscalerOf(service, component) === 'hpa';
  if (isByUsage && scales && !settings.autoscalerClasses.includes('hpa')) {
    messages.warn(
      `${path}.scaleMetric`,
      `nothing on this cluster scales by ${
        component.scaleMetric ?? 'cpu and memory'
      }, so the number of replicas stays at ${Math.max(
        1,
        minReplicas,
      )}; concurrency and rps work here`,
    );
  }
  if (maxReplicas > Math.max(1, minReplicas) && !scales) {
    messages.warn(
      max,
      `NoAutoscaler: nothing on this cluster changes the number of replicas by load; it stays at ${Math.max(
        0,
        minReplicas,
      )}`,
    );
  }
}

/** Bounds of `greenroom` for what KServe leaves open. */
export function limitRules({
  component,
  path,
  profile,
  messages,
}: ComponentContext): void {
  if (profile === 'kserve') return;
  const {
    containerConcurrency = 0,
    timeout = 0,
    canaryTrafficPercent = 0,
  } = component;
  for (const [field, value] of Object.entries({
    containerConcurrency,
    timeout,
  })) {
    if (value > MAX_TIMEOUT_SECONDS || (field === 'timeout' && value < 0)) {
      messages.error(
        `${path}.${field}`,
        `must be between 0 and ${MAX_TIMEOUT_SECONDS}, got ${value}`,
      );
    }
  }
  if (canaryTrafficPercent < 0 || canaryTrafficPercent > 100) {
    messages.error(
      `${path}.canaryTrafficPercent`,
      `canaryTrafficPercent must be between 0 and 100, got ${canaryTrafficPercent}`,
    );
  }
}

/** What is right, but does not do what its author may think. Source: kserve-resources §5. */
export const scalingHints: Rule = ({ service, profile, messages }) => {
  const { predictor, transformer, explainer } = service.spec;
  const notes = service.metadata.annotations ?? {};
  const isStandard = notes[annotations.deploymentMode] === 'Standard';
  for (const [name, component] of Object.entries({
    predictor,
    transformer,
    explainer,
  })) {
    if (!component) continue;
    const isByUsage =
      profile === 'greenroom'
        ? autoscalerOf(service, component) === 'hpa'
        : notes[CLASS] === 'hpa';
    if (isByUsage && component.minReplicas === 0) {
      messages.warn(
        `spec.${name}.minReplicas`,
        'the autoscaler class hpa does not scale to zero; 1 replica is kept',
      );
    }
    if (
      profile === 'greenroom' &&
      isByUsage &&
      component.scaleMetric === 'memory' &&
      component.scaleTarget === undefined &&
      !component.autoScaling?.metrics?.length
    ) {
      messages.warn(
        `spec.${name}.scaleTarget`,
        'memory without a target scales by nothing, and Kubernetes then takes cpu at 80 %; give the share of the requested memory that replicas should use',
      );
    }
    if (
      profile === 'kserve' &&
      isStandard &&
      component.canaryTrafficPercent !== undefined
    ) {
      messages.warn(
        `spec.${name}.canaryTrafficPercent`,
        'has no effect in Standard mode; write spec.canary instead',
      );
    }
    if (profile === 'kserve' && component.autoScaling?.behavior) {
      messages.warn(
        `spec.${name}.autoScaling.behavior`,
        notes[CLASS] === 'keda'
          ? 'KServe passes only its stabilization windows on to KEDA'
          : 'has no effect; KServe makes the autoscaler without it',
      );
    }
    if (profile === 'kserve' && component.batcher?.timeout !== undefined) {
      messages.warn(
        `spec.${name}.batcher.timeout`,
        'has no effect; maxLatency bounds how long a batch waits',
      );
    }
  }
};
