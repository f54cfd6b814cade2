import {
  FieldMessage,
  GRAPH_ROOT,
  GraphNodeForm,
  GraphStepForm,
  graphTargetProblem,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What is wrong with a step, by the input where it is to be put right. */
export type StepProblems = Partial<Record<keyof GraphStepForm, string>>;

/** Fields of a step of a graph, by those of the form. */
const fieldsOfForm: Readonly<Record<string, keyof GraphStepForm>> = {
  name: 'name',
  serviceName: 'service',
  serviceUrl: 'url',
  nodeName: 'node',
  condition: 'condition',
  weight: 'weight',
  data: 'data',
};

/** A step in the path of a field: `spec.nodes.root.steps[1].condition`. */
const STEP_PATH = /^spec\.nodes\.([^.[\]]+)\.steps\[(\d+)\]\.?(.*)$/;

/**
 * What is wrong with the steps of a node before anybody is asked: nothing to call, no condition, names that are the same,
 * a node that leads back. One entry for each step; empty where all is well.
 *
 * @param nodes - all of the graph, `root` among them
 */
export function stepProblems(
  { name: node, routerType, steps }: GraphNodeForm,
  nodes: readonly GraphNodeForm[],
): readonly StepProblems[] {
  const seen = new Set<string>();
  return steps.map(step => {
    const { name, condition, weight } = step;
    const isRepeated = Boolean(name) && seen.has(name ?? '');
    if (name) seen.add(name);
    return {
      ...(isRepeated && { name: `There is another step ${name}` }),
      ...targetProblem(node, step, nodes),
      ...(routerType === 'Switch' &&
        !condition?.trim() && {
          condition: 'Say when this step is taken',
        }),
      ...(routerType === 'Splitter' &&
        (weight === undefined || weight < 0) && {
          weight: 'Say how many percent it gets',
        }),
    };
  });
}

/** The steps of a form that was just opened: one, empty. The scaffolder gives an empty list there. */
export function atLeastOne(
  steps: readonly GraphStepForm[] | undefined,
): readonly GraphStepForm[] {
  return steps && steps.length > 0 ? steps : [{}];
}

/** All nodes of a form, `root` first, each with a step at least. */
export function allNodes(form: {
  readonly routerType: RouterType;
  readonly steps: readonly GraphStepForm[] | undefined;
  readonly nodes: readonly GraphNodeForm[] | undefined;
}): readonly GraphNodeForm[] {
  const { routerType, steps, nodes = [] } = form;
  return [
    { name: GRAPH_ROOT, routerType, steps: atLeastOne(steps) },
    ...nodes.map(node => ({ ...node, steps: atLeastOne(node.steps) })),
  ];
}

/** What is wrong with the steps taken together. */
export function stepsProblem(
  routerType: RouterType,
  steps: readonly GraphStepForm[],
): string | undefined {
  if (routerType !== 'Splitter') return undefined;
  const sum = steps.reduce((total, { weight = 0 }) => total + weight, 0);
  return sum !== 100
    ? `The shares sum up to ${sum} %; they have to make 100 %`
    : undefined;
}

/** `Step 2`, or `Step 2 of opinions` where it is not of the first node. */
export function stepWords(node: string, position: number): string {
  const step = `Step ${position + 1}`;
  return node === GRAPH_ROOT ? step : `${step} of ${node}`;
}

/** What the backend refused, as far as it belongs to a field of a step. */
export function refusalsAt(
  node: string,
  position: number,
  refusals: readonly FieldMessage[],
): StepProblems {
  return Object.fromEntries(
    refusals.flatMap(({ path, message }) => {
      const [, at, index, rest] = STEP_PATH.exec(path) ?? [];
      const field = rest === undefined ? undefined : fieldsOfForm[rest];
      return at === node && Number(index) === position && field
        ? [[field, message] as const]
        : [];
    }),
  );
}

/** What the backend refused, in words that name the step. */
export function refusalWords({ path, message }: FieldMessage): string {
  const [, node, index, field] = STEP_PATH.exec(path) ?? [];
  if (node === undefined) return path ? `${path}: ${message}` : message;
  return [
    stepWords(node, Number(index)),
    ...(field ? [field] : []),
    message,
  ].join(': ');
}

function targetProblem(
  node: string,
  step: GraphStepForm,
  nodes: readonly GraphNodeForm[],
): StepProblems {
  const { service, url, node: target } = step;
  if (target !== undefined) {
    const problem = graphTargetProblem(node, target, nodes);
    return problem ? { node: problem } : {};
  }
  if (url !== undefined) return urlProblem(url);
  return service ? {} : { service: 'Choose what this step calls' };
}

function urlProblem(url: string): StepProblems {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
    ? {}
    : { url: 'Write a whole address, with http:// or https://' };
}
