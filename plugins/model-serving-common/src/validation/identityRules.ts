import { annotations } from '../constants';
import { InferenceService } from '../resources';
import { namespaceProblem, resourceNameProblem } from '../naming';
import { MAX_LABEL_LENGTH } from '../naming/names';
import { componentNameOf, modelUriOf } from '../pod';
import { semanticEqual } from '../patch';
import { normalMode } from './normalMode';
import { Rule, RuleContext } from './rule';

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** What an API server takes as a name, and its words for what it does not. */
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const MAX_SUBDOMAIN_LENGTH = 253;

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
  const before = normalMode(previous.status?.deploymentMode);
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

/** Modes that native clusters know; both are served alike. */
const NATIVE_MODES = ['Standard', 'Knative'];

/** The deployment mode is one that the cluster has. KServe finds out when it reconciles. */
export const modeRule: Rule = ({ service, profile, messages }) => {
  const mode = service.metadata.annotations?.[annotations.deploymentMode];
  if (mode === undefined || profile === 'kserve') return;
  if (!NATIVE_MODES.includes(mode)) {
    messages.error(
      `metadata.annotations[${annotations.deploymentMode}]`,
      `this cluster has no deployment mode ${JSON.stringify(
        mode,
      )}; write Standard or Knative, or leave it out`,
    );
  }
};

/** Rule 1: the name and what derives from it. */
export const nameRules: Rule = context => {
  const { service, operation, profile, messages } = context;
  const { name, namespace = '' } = service.metadata;
  if (!NAME.test(name)) {
    messages.error(
      'metadata.name',
      profile === 'kserve' && !isSubdomain(name)
        ? `Invalid value: ${JSON.stringify(name)}: ${SUBDOMAIN_RULE}`
        : `the InferenceService "${name}" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
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

function isSubdomain(name: string): boolean {
  return name.length <= MAX_SUBDOMAIN_LENGTH && SUBDOMAIN.test(name);
}

function derivedNames(
  service: InferenceService,
  namespace: string,
  { facts, messages }: RuleContext,
): void {
  const component = componentNameOf(service);
  const path = service.spec.predictor.name
    ? 'spec.predictor.name'
    : 'metadata.name';
  const { name } = service.metadata;
  const components = [
    { name: component, path },
    ...(['transformer', 'explainer'] as const)
      .filter(field => service.spec[field])
      .map(field => ({ name: `${name}-${field}`, path: 'metadata.name' })),
  ];
  for (const derived of components) {
    if (derived.name.length > MAX_LABEL_LENGTH) {
      messages.error(
        derived.path,
        `the derived Service name "${derived.name}" has ${derived.name.length} characters; at most ${MAX_LABEL_LENGTH} are possible`,
      );
    }
  }
  const host = `${name}-predictor-${namespace}`;
  if (host.length > MAX_LABEL_LENGTH) {
    messages.warn(
      'metadata.name',
      `the predictor's own host label "${host}" would exceed ${MAX_LABEL_LENGTH} characters; the predictor gets none on a Kubernetes cluster`,
    );
  }
  const rival = facts.rivals?.find(
    other =>
      other.metadata.name !== name && componentNameOf(other) === component,
  );
  if (rival) {
    messages.error(
      path,
      `its predictor would be called "${component}", as that of the InferenceService "${rival.metadata.name}"; choose another name`,
    );
  }
}
