import { isJsonObject } from '../json';
import { Container, PodSpec, PredictorSpec } from '../resources';
import { parseQuantity } from '../quantity';
import {
  environmentNameProblem,
  FORBIDDEN_VARIABLE,
} from './environmentNameProblem';
import { FRAMEWORKS } from './implementations';
import { Rule, RuleContext } from './rule';

const MAX_ARGS = 200;
const MAX_ENV = 200;

/** Rule 3: no container replaces the server's own code. */
export const pythonPathRule: Rule = context => {
  const { service, messages } = context;
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
};

/** Rules 5 and 6: what the containers of a predictor may not say. */
export const predictorContainerRules: Rule = ({ predictor, messages }) => {
  for (const [i, container] of (predictor.containers ?? []).entries()) {
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
  for (const { container, path } of modelContainers(predictor)) {
    if (container.name) {
      messages.error(
        `${path}.name`,
        "the 'name' field is not allowed in standard predictor",
      );
    }
  }
};

/** What Kubernetes would refuse in a container later, and bounds of ours. */
export const containerLimitRules: Rule = context => {
  if (context.profile === 'kserve') return;
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

/** Every container of a service, in the order in which KServe looks at them. */
function containersOf({ service, predictor, profile }: RuleContext): Located[] {
  const { transformer, explainer } = service.spec;
  const lists = (path: string, pod: PodSpec | undefined) =>
    (['containers', 'initContainers'] as const).flatMap(field =>
      (pod?.[field] ?? []).map((container, i) => ({
        container,
        path: `${path}.${field}[${i}]`,
        label: container.name ?? '',
      })),
    );
  const models = modelContainers(predictor).map(({ container, path }) => ({
    container,
    path,
    label: profile === 'kserve' ? container.name ?? '' : 'model',
  }));
  const art = explainer?.art && {
    container: explainer.art,
    path: 'spec.explainer.art',
    label: explainer.art.name ?? '',
  };
  return [
    ...lists('spec.predictor', predictor),
    ...models,
    ...lists('spec.predictor.workerSpec', predictor.workerSpec),
    ...lists('spec.transformer', transformer),
    ...lists('spec.explainer', explainer),
    ...(art ? [art] : []),
  ];
}

/** `model`, or the framework blocks that stand in its place. */
function modelContainers(
  predictor: PredictorSpec,
): { container: Container; path: string }[] {
  return ['model', ...FRAMEWORKS].flatMap(name => {
    const container = predictor[name];
    return isJsonObject(container)
      ? [{ container, path: `spec.predictor.${name}` }]
      : [];
  });
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
  for (const [i, entry] of env.entries()) {
    const at = `${path}.env[${i}]`;
    const problem = environmentNameProblem(entry.name);
    if (problem) messages.error(`${at}.name`, problem);
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
