import { annotations } from '../constants';
import {
  customAccelerators,
  hasUnknownAccelerator,
  sizeVariablesOf,
} from './containerWords';
import { Container, ModelSpec, WorkerSpec } from '../resources';
import { Rule, RuleContext } from './rule';
import { schemeOf } from './storageUri';

const PREDICTOR = 'spec.predictor';
const WORKER = `${PREDICTOR}.workerSpec`;
const MODEL = `${PREDICTOR}.model`;
const SCHEMES = ['pvc', 'oci'];

/** Rule 4: a predictor over several nodes. Source: kserve-resources §5.1. */
export const multiNodeRules: Rule = context => {
  const { predictor } = context;
  const { workerSpec, model } = predictor;
  if (!workerSpec) return;
  if ((workerSpec.containers?.length ?? 0) > 1) {
    refuse(
      context,
      `${WORKER}.containers`,
      'setting multiple containers in workerSpec is not allowed',
    );
  }
  if (model) modelRules(model, context);
  sizeRules(workerSpec, context);
  for (const [i, container] of (workerSpec.containers ?? []).entries()) {
    gpuRule(container, `${WORKER}.containers[${i}]`, context);
  }
};

function modelRules(model: ModelSpec, context: RuleContext): void {
  for (const name of sizeVariablesOf(model)) {
    refuse(
      context,
      `${MODEL}.env`,
      `setting ${name} in environment variables is not allowed`,
    );
  }
  gpuRule(model, MODEL, context);
  if (model.storageUri === undefined) {
    refuse(
      context,
      `${MODEL}.storageUri`,
      'StorageURI must be set for multinode enabled',
    );
  } else {
    // KServe names the scheme as it is written, and an empty one for a path
    const scheme = model.storageUri.includes('://')
      ? schemeOf(model.storageUri)
      : '';
    if (!SCHEMES.includes(scheme)) {
      refuse(
        context,
        `${MODEL}.storageUri`,
        `Multinode only supports 'pvc' and 'oci' Storage Protocol(${scheme})`,
      );
    }
  }
  const scaler =
    context.service.metadata.annotations?.[annotations.autoscalerClass] ?? '';
  if (scaler !== 'none') {
    refuse(
      context,
      `metadata.annotations[${annotations.autoscalerClass}]`,
      `Multinode only supports 'none' autoscaler(${scaler})`,
    );
  }
}

function sizeRules(workerSpec: WorkerSpec, context: RuleContext): void {
  for (const [field, label] of [
    ['pipelineParallelSize', 'PipelineParallelSize'],
    ['tensorParallelSize', 'TensorParallelSize'],
  ] as const) {
    const size = workerSpec[field] ?? 1;
    if (size < 1) {
      refuse(
        context,
        `${WORKER}.${field}`,
        `WorkerSpec.${label} cannot be less than 1(${size})`,
      );
    }
  }
}

function gpuRule(
  container: Container,
  path: string,
  context: RuleContext,
): void {
  const { service, settings } = context;
  const known = [
    ...(settings.customGpuTypes ?? []),
    ...customAccelerators(service.metadata.annotations),
  ];
  if (!hasUnknownAccelerator(container, known)) return;
  refuse(
    context,
    `${path}.resources`,
    `Unknown GPU resource type. Set '${annotations.gpuResourceTypes}' annotation to use custom gpu resource type`,
  );
}

function refuse(
  { service, messages }: RuleContext,
  path: string,
  message: string,
): void {
  messages.error(
    path,
    `the InferenceService "${service.metadata.name}" is invalid: ${message}`,
  );
}
