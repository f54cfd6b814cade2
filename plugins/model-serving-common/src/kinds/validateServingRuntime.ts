import { KSERVE_CONTAINER } from '../constants';
import { Container, ServingRuntime, SupportedModelFormat } from '../resources';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';
import { ValidationResult } from '../validation/validateInferenceService';
import {
  customAccelerators,
  hasUnknownAccelerator,
  setsPythonPath,
  sizeVariablesOf,
} from '../validation/containerWords';
import { objectRules } from '../validation/objectRules';

/** @public */
export interface RuntimeValidationOptions {
  /** Its fields have the types of the CRD. */
  readonly runtime: ServingRuntime;
  /** What is stored, on an update. */
  readonly previous?: ServingRuntime;
  /** Of the same scope: of the namespace, or of the cluster. */
  readonly others: readonly ServingRuntime[];
  readonly profile: Profile;
}

const FORMATS = 'spec.supportedModelFormats';

/**
 * What is wrong with a ServingRuntime or ClusterServingRuntime, against those that are there. The first error is what
 * KServe would answer. Source: kserve-resources §6, screens §12.
 * @public
 */
export function validateServingRuntime(
  options: RuntimeValidationOptions,
): ValidationResult {
  const { runtime, previous, profile } = options;
  const messages = new Messages();
  objectRules({
    object: runtime,
    previous,
    kind: runtime.kind,
    profile,
    messages,
  });
  // One that is off takes nothing: KServe does not look at it before it is switched on
  if (!runtime.spec.disabled) {
    ownPriorityRule(options, messages);
    otherPriorityRule(options, messages);
    workerRules(options, messages);
    pythonPathRule(runtime, messages);
  }
  if (profile === 'greenroom') shapeRules(runtime, messages);
  return messages;
}

/** Rule 1: one format, one priority. */
function ownPriorityRule(
  { runtime, others, profile }: RuntimeValidationOptions,
  messages: Messages,
): void {
  const rivals = others.filter(other => !isSame(other, runtime));
  if (profile === 'kserve' && rivals.length === 0) return;
  const first = new Map<string, number>();
  for (const { name, priority } of autoSelected(runtime)) {
    if (priority === undefined) continue;
    const known = first.get(name);
    if (known === undefined) {
      first.set(name, priority);
    } else if (known !== priority) {
      messages.error(
        FORMATS,
        `different priorities assigned for the model format ${name} under the ${runtime.kind.toLowerCase()} ${
          runtime.metadata.name
        }`,
      );
      return;
    }
  }
}

/** Rule 2: of two runtimes that a model might get, one must win. */
function otherPriorityRule(
  { runtime, others }: RuntimeValidationOptions,
  messages: Messages,
): void {
  for (const other of others) {
    const isRival =
      !isSame(other, runtime) &&
      !other.spec.disabled &&
      (other.spec.multiModel ?? false) === (runtime.spec.multiModel ?? false) &&
      shareProtocol(other, runtime);
    if (!isRival) continue;
    const tie = autoSelected(runtime).find(entry =>
      autoSelected(other).some(
        theirs => isSameFormat(theirs, entry) && isTie(theirs, entry),
      ),
    );
    if (!tie) continue;
    const { name, namespace } = runtime.metadata;
    const names = `${other.metadata.name} and ${name}`;
    messages.error(
      FORMATS,
      runtime.kind === 'ServingRuntime'
        ? `same priority assigned for the model format ${tie.name} in the servingruntimes ${names} in namespace ${namespace}`
        : `same priority assigned for the model format ${tie.name} in the clusterservingruntimes ${names}`,
    );
  }
}

/** Rule 3: servers on several nodes. */
function workerRules(
  { runtime, previous }: RuntimeValidationOptions,
  messages: Messages,
): void {
  const { workerSpec, containers } = runtime.spec;
  const error = (path: string, message: string) =>
    messages.error(
      path,
      `the ${runtime.kind} ${runtime.metadata.name} is invalid: ${message}`,
    );
  if (!workerSpec) {
    if (previous?.spec.workerSpec) {
      error(
        'spec.workerSpec',
        'removing workerSpec where it already exists is not allowed',
      );
    }
    return;
  }
  const workers = containersOfWorker(runtime);
  if (workers.length > 1) {
    error(
      'spec.workerSpec.containers',
      'setting multiple containers in workerSpec is not allowed',
    );
  }
  const known = customAccelerators(runtime.metadata.annotations);
  for (const [i, container] of containers.entries()) {
    if (container.name !== KSERVE_CONTAINER) continue;
    for (const variable of sizeVariablesOf(container)) {
      error(
        `spec.containers[${i}].env`,
        `setting ${variable} in environment variables is not allowed`,
      );
    }
    if (hasUnknownAccelerator(container, known)) {
      error(`spec.containers[${i}].resources`, unknownAccelerator(container));
    }
  }
  for (const [field, label] of [
    ['pipelineParallelSize', 'PipelineParallelSize'],
    ['tensorParallelSize', 'TensorParallelSize'],
  ]) {
    const size = workerSpec[field];
    if (typeof size === 'number' && size < 1) {
      error(
        `spec.workerSpec.${field}`,
        `the WorkerSpec.${label} cannot be less than 1(${size})`,
      );
    }
  }
  for (const [i, container] of workers.entries()) {
    if (!hasUnknownAccelerator(container, known)) continue;
    error(
      `spec.workerSpec.containers[${i}].resources`,
      unknownAccelerator(container),
    );
  }
}

/** Rule 4. */
function pythonPathRule(runtime: ServingRuntime, messages: Messages): void {
  const lists = [
    ['spec.containers', runtime.spec.containers],
    ['spec.workerSpec.containers', containersOfWorker(runtime)],
  ] as const;
  for (const [path, containers] of lists) {
    for (const [i, container] of containers.entries()) {
      if (!setsPythonPath(container)) continue;
      messages.error(
        `${path}[${i}].env`,
        `the ${runtime.kind} "${
          runtime.metadata.name
        }" is invalid: setting PYTHONPATH in container "${
          container.name ?? ''
        }" is not allowed for security reasons`,
      );
    }
  }
}

/** What KServe only says of the deployments that use the runtime. Source: screens §12, kserve-resources §8. */
function shapeRules({ spec }: ServingRuntime, messages: Messages): void {
  if (spec.containers.length === 0) {
    messages.error('spec.containers', 'must name at least one container');
  } else if (!spec.containers.some(c => c.name === KSERVE_CONTAINER)) {
    const message = `no container is called ${KSERVE_CONTAINER}: that is the one that serves the model`;
    if (spec.multiModel) messages.warn('spec.containers', message);
    else messages.error('spec.containers', message);
  }
  if ((spec.supportedModelFormats ?? []).length === 0) {
    messages.error(
      FORMATS,
      'must name at least one format: no model could use the runtime',
    );
  }
}

function unknownAccelerator({ name = '' }: Container): string {
  return `unknown GPU resource type in a container(${name})`;
}

function autoSelected(runtime: ServingRuntime): SupportedModelFormat[] {
  return (runtime.spec.supportedModelFormats ?? []).filter(
    entry => entry.autoSelect === true,
  );
}

function isSameFormat(
  a: SupportedModelFormat,
  b: SupportedModelFormat,
): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() && a.version === b.version
  );
}

function isTie(a: SupportedModelFormat, b: SupportedModelFormat): boolean {
  return a.priority !== undefined && a.priority === b.priority;
}

function shareProtocol(a: ServingRuntime, b: ServingRuntime): boolean {
  const offered = b.spec.protocolVersions ?? [];
  return (a.spec.protocolVersions ?? []).some(p => offered.includes(p));
}

/** The same scope is given: the name tells them apart. */
function isSame(a: ServingRuntime, b: ServingRuntime): boolean {
  return a.metadata.name === b.metadata.name;
}

function containersOfWorker({ spec }: ServingRuntime): Container[] {
  const containers = spec.workerSpec?.containers;
  return Array.isArray(containers) ? containers : [];
}
