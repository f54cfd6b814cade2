import { annotations, INFERENCE_SERVICE_API_VERSION } from '../constants';
import { InferenceService } from '../resources';
import { namespaceProblem, resourceNameProblem } from '../naming';
import { MAX_LABEL_LENGTH } from '../naming/names';
import { componentNameOf, modelUriOf } from '../pod';
import { semanticEqual } from '../patch';
import { Rule, RuleContext } from './rule';

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LEGACY_MODES: Readonly<Record<string, string>> = {
  RawDeployment: 'Standard',
  Serverless: 'Knative',
};

/** What an update may not change. Source: kserve-resources §5. */
export const updateRules: Rule = ({ service, previous, messages }) => {
  if (!previous) return;
  for (const field of ['name', 'namespace'] as const) {
    if (previous.metadata[field] !== service.metadata[field]) {
      messages.error(
        `metadata.${field}`,
        `cannot be changed from '${previous.metadata[field]}' to '${service.metadata[field]}'; create another deployment instead`,
      );
    }
  }
  const before = normalisedMode(previous.status?.deploymentMode);
  const after = service.metadata.annotations?.[annotations.deploymentMode];
  if (before && after !== undefined && before !== after) {
    messages.error(
      `metadata.annotations[${annotations.deploymentMode}]`,
      `update rejected: deploymentMode cannot be changed from '${before}' to '${after}'`,
    );
  }
  if (
    (previous.spec.predictor.name ?? '') !==
      (service.spec.predictor.name ?? '') &&
    semanticEqual(modelUriOf(previous), modelUriOf(service))
  ) {
    messages.error(
      'spec.predictor.name',
      'predictor.name change requires a model change (e.g. storageUri)',
    );
  }
};

/** Rule 1: kind, name and what derives from it. */
export const nameRules: Rule = context => {
  const { service, operation, profile, messages } = context;
  const { name, namespace = '' } = service.metadata;
  if (service.kind !== 'InferenceService') {
    messages.error('kind', `must be InferenceService, not ${service.kind}`);
  }
  if (service.apiVersion !== INFERENCE_SERVICE_API_VERSION) {
    messages.error(
      'apiVersion',
      `must be ${INFERENCE_SERVICE_API_VERSION}, not ${service.apiVersion}`,
    );
  }
  if (!NAME.test(name)) {
    messages.error(
      'metadata.name',
      `the InferenceService "${name}" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
    );
  }
  const { name: predictorName } = service.spec.predictor;
  if (predictorName && !NAME.test(predictorName)) {
    messages.error(
      'spec.predictor.name',
      `Invalid value: "${predictorName}": must consist of lower case letters, digits and "-", and start with a letter`,
    );
  }
  if (profile === 'kserve') return;
  // Names made elsewhere may be longer and stay editable.
  if (operation === 'create') {
    const problem = NAME.test(name) && resourceNameProblem(name, namespace);
    if (problem) messages.error('metadata.name', problem);
    const wrongProject = namespaceProblem(namespace);
    if (wrongProject) messages.error('metadata.namespace', wrongProject);
  }
  derivedNames(service, namespace, context);
};

function derivedNames(
  service: InferenceService,
  namespace: string,
  { messages }: RuleContext,
): void {
  const component = componentNameOf(service);
  const path = service.spec.predictor.name
    ? 'spec.predictor.name'
    : 'metadata.name';
  if (component.length > MAX_LABEL_LENGTH) {
    messages.error(
      path,
      `the derived Service name "${component}" has ${component.length} characters; at most ${MAX_LABEL_LENGTH} are possible`,
    );
  }
  const host = `${service.metadata.name}-predictor-${namespace}`;
  if (host.length > MAX_LABEL_LENGTH) {
    messages.warn(
      'metadata.name',
      `the predictor's own host label "${host}" would exceed ${MAX_LABEL_LENGTH} characters; the predictor gets none on a Kubernetes cluster`,
    );
  }
}

function normalisedMode(mode: string | undefined): string | undefined {
  return mode && Object.hasOwn(LEGACY_MODES, mode) ? LEGACY_MODES[mode] : mode;
}
