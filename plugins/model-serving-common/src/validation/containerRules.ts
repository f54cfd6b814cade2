import { Container } from '../resources';
import { parseQuantity } from '../quantity';
import {
  environmentNameProblem,
  FORBIDDEN_VARIABLE,
} from './environmentNameProblem';
import { Rule, RuleContext } from './rule';

const MAX_ARGS = 200;
const MAX_ENV = 200;

/** Rules 3 and 5, and in `greenroom` what Kubernetes would refuse in a container later. */
export const containerRules: Rule = context => {
  const { service, profile, messages } = context;
  for (const { container, path, label } of containersOf(context)) {
    for (const [i, { name }] of (container.env ?? []).entries()) {
      if (name === FORBIDDEN_VARIABLE) {
        messages.error(
          `${path}.env[${i}].name`,
          `the InferenceService "${service.metadata.name}" is invalid: setting ${FORBIDDEN_VARIABLE} in container "${label}" is not allowed for security reasons`,
        );
      }
    }
  }
  for (const [i, container] of (context.predictor.containers ?? []).entries()) {
    if (
      container.name === 'transformer-container' &&
      container.env?.some(entry => entry.name === 'STORAGE_URI')
    ) {
      messages.error(
        `spec.predictor.containers[${i}].env`,
        'storage uri should not be specified in transformer container',
      );
    }
  }
  if (profile === 'kserve') return;
  for (const { container, path } of containersOf(context)) {
    checkArguments(container, path, context);
    checkEnvironment(container, path, context);
    checkResources(container, path, context);
  }
};

interface Located {
  readonly container: Container;
  readonly path: string;
  /** Name in messages. */
  readonly label: string;
}

function containersOf({ service, predictor, profile }: RuleContext): Located[] {
  const { transformer, explainer } = service.spec;
  const lists = [
    ['spec.predictor.containers', predictor.containers],
    ['spec.predictor.initContainers', predictor.initContainers],
    ['spec.transformer.containers', transformer?.containers],
    ['spec.transformer.initContainers', transformer?.initContainers],
    ['spec.explainer.containers', explainer?.containers],
    ['spec.explainer.initContainers', explainer?.initContainers],
  ] as const;
  const located = lists.flatMap(([path, containers]) =>
    (containers ?? []).map((container, i) => ({
      container,
      path: `${path}[${i}]`,
      label: container.name ?? '',
    })),
  );
  const { model } = predictor;
  if (!model) return located;
  const label = profile === 'kserve' ? model.name ?? '' : 'model';
  return [
    ...located,
    { container: model, path: 'spec.predictor.model', label },
  ];
}

function checkArguments(
  { args = [], command = [] }: Container,
  path: string,
  { messages }: RuleContext,
): void {
  if (args.length > MAX_ARGS) {
    messages.error(
      `${path}.args`,
      `has ${args.length} arguments; at most ${MAX_ARGS} are possible`,
    );
  }
  if (command.length > MAX_ARGS) {
    messages.error(
      `${path}.command`,
      `has ${command.length} parts; at most ${MAX_ARGS} are possible`,
    );
  }
}

function checkEnvironment(
  { env = [] }: Container,
  path: string,
  { messages }: RuleContext,
): void {
  if (env.length > MAX_ENV) {
    messages.error(
      `${path}.env`,
      `has ${env.length} variables; at most ${MAX_ENV} are possible`,
    );
    return;
  }
  const seen = new Set<string>();
  for (const [i, entry] of env.entries()) {
    const at = `${path}.env[${i}]`;
    const problem = environmentNameProblem(entry.name);
    if (problem) messages.error(`${at}.name`, problem);
    if (seen.has(entry.name)) {
      messages.error(`${at}.name`, `the variable "${entry.name}" is set twice`);
    }
    seen.add(entry.name);
    if (entry.value && entry.valueFrom) {
      messages.error(at, 'has a value and a valueFrom; only one is possible');
    }
  }
}

function checkResources(
  { resources }: Container,
  path: string,
  { messages }: RuleContext,
): void {
  for (const kind of ['requests', 'limits'] as const) {
    for (const [name, text] of Object.entries(resources?.[kind] ?? {})) {
      const value = parseQuantity(text);
      if (value === undefined || value < 0) {
        messages.error(
          `${path}.resources.${kind}.${name}`,
          `"${text}" is no quantity; write for example 500m, 2 or 4Gi`,
        );
      }
    }
  }
  for (const [name, limit] of Object.entries(resources?.limits ?? {})) {
    const request = resources?.requests?.[name];
    if (request === undefined) continue;
    const [asked, most] = [request, limit].map(parseQuantity);
    if (asked !== undefined && most !== undefined && asked > most) {
      messages.error(
        `${path}.resources.requests.${name}`,
        `${request} must be less than or equal to the ${name} limit of ${limit}`,
      );
    }
  }
}
