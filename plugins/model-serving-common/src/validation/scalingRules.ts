import { annotations } from '../constants';
import { isJsonObject } from '../json';
import { ComponentExtension } from '../resources';
import { Rule, RuleContext } from './rule';

const CLASSES = ['hpa', 'external', 'keda', 'none'];
const CLASS_PATH = `metadata.annotations[${annotations.autoscalerClass}]`;
const MAX_TIMEOUT_SECONDS = 1_000_000;

/** Rule 2: the autoscaler class is one that KServe knows. */
export const autoscalerClassRule: Rule = ({
  service,
  settings,
  profile,
  messages,
}) => {
  const value = service.metadata.annotations?.[annotations.autoscalerClass];
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
    messages.warn(
      CLASS_PATH,
      `nothing on this cluster scales by the class ${value}; it has: ${
        settings.autoscalerClasses.join(', ') || 'none'
      }`,
    );
  }
};

/** Rules 9c to 9f for every component, and the limits of the cluster. */
export const scalingRules: Rule = context => {
  const { predictor, transformer, explainer } = context.service.spec;
  const components = { predictor, transformer, explainer };
  for (const [name, component] of Object.entries(components)) {
    if (component) componentRules(component, `spec.${name}`, context);
  }
};

function componentRules(
  component: ComponentExtension,
  path: string,
  context: RuleContext,
): void {
  const { messages } = context;
  const { containerConcurrency = 0, timeout = 0 } = component;
  if (containerConcurrency < 0) {
    messages.error(
      `${path}.containerConcurrency`,
      'parallelism cannot be less than 0',
    );
  }
  replicaRules(component, path, context);
  loggerRules(component, path, context);
  metricRules(component, path, context);
  if (context.profile === 'kserve') return;
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
}

function replicaRules(
  { minReplicas = 1, maxReplicas = 0 }: ComponentExtension,
  path: string,
  { settings, profile, messages }: RuleContext,
): void {
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

function loggerRules(
  { logger }: ComponentExtension,
  path: string,
  { messages }: RuleContext,
): void {
  if (!logger) return;
  const { mode, storage } = logger;
  if (mode && !['all', 'request', 'response'].includes(String(mode))) {
    messages.error(`${path}.logger.mode`, 'invalid logger type');
  }
  if (storage === undefined) return;
  const isComplete =
    isJsonObject(storage) && storage.path && storage.parameters && storage.key;
  if (!isComplete) {
    messages.error(
      `${path}.logger.storage`,
      'invalid logger storage configuration',
    );
  }
}

/**
 * Rule 9f for `scaleMetric` and `scaleTarget`. `greenroom` applies an explicit class's rules, and without a class allows
 * every metric in either mode. Source: kserve-status-and-objects §7.4.
 */
function metricRules(
  { scaleMetric, scaleTarget }: ComponentExtension,
  path: string,
  { service, profile, messages }: RuleContext,
): void {
  const notes = service.metadata.annotations ?? {};
  const scalerClass = notes[annotations.autoscalerClass];
  const isStandard = notes[annotations.deploymentMode] === 'Standard';
  const metricPath = `${path}.scaleMetric`;
  if (scalerClass === 'keda' && (isStandard || profile === 'greenroom')) {
    if (scaleMetric) {
      messages.error(metricPath, 'ScaleMetric is not supported for KEDA');
    }
    return;
  }
  const byHpa =
    scalerClass === 'hpa' && (isStandard || profile === 'greenroom');
  // KServe checks nothing in Standard mode without a class, although it makes an HPA.
  if (profile === 'kserve' && isStandard && !byHpa) return;
  const allowed = byHpa ? ['cpu', 'memory'] : ['concurrency', 'rps'];
  const anyMetric = profile === 'greenroom' && !byHpa;
  if (scaleMetric && !anyMetric && !allowed.includes(scaleMetric)) {
    messages.error(metricPath, `[${scaleMetric}] is not a supported metric`);
  }
  const problem = targetProblem(scaleMetric, scaleTarget, byHpa);
  if (problem) messages.error(`${path}.scaleTarget`, problem);
}

function targetProblem(
  metric: ComponentExtension['scaleMetric'],
  target: number | undefined,
  byHpa: boolean,
): string | undefined {
  if (target === undefined) return undefined;
  if (metric === 'cpu' || (byHpa && metric === undefined)) {
    return target < 1 || target > 100
      ? 'the target utilization percentage should be a [1-100] integer'
      : undefined;
  }
  if (target >= 1) return undefined;
  if (metric === 'memory') {
    return 'the target memory should be greater than 1 MiB';
  }
  return `the target for ${metric ?? 'concurrency'} should be greater than 1`;
}
