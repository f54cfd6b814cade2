import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  GraphNodeForm,
  graphNodeNameProblem,
  RouterType,
  toInferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ServingResourcesApi, servingResourcesApiRef } from '../api';
import {
  allNodes,
  refusalWords,
  stepProblems,
  stepsProblem,
  stepWords,
} from '../graphs/form';
import { siblingsOf, SiblingFields } from './formContext';

/** How the steps of a form run, by its field `routerType`; `Sequence` while nothing is chosen. */
export function routerTypeIn({ text }: SiblingFields): RouterType {
  const chosen = text('routerType');
  return chosen === 'Switch' || chosen === 'Ensemble' || chosen === 'Splitter'
    ? chosen
    : 'Sequence';
}

/** The nodes of a form, by its fields `routerType`, `steps` and `nodes`. */
export function nodesIn(siblings: SiblingFields): readonly GraphNodeForm[] {
  return allNodes({
    routerType: routerTypeIn(siblings),
    steps: siblings.list('steps') as GraphNodeForm['steps'] | undefined,
    nodes: siblings.list('nodes') as readonly GraphNodeForm[] | undefined,
  });
}

/**
 * Checks the steps of `root` before the next page: what can be seen at once, then what the backend says of the whole
 * graph, which knows conditions and addresses. Where the backend cannot be asked the page goes on, since it checks again.
 */
export const validateGraphSteps: CustomFieldValidator<unknown> = async (
  _given,
  field,
  { apiHolder, formData },
) => {
  const siblings = siblingsOf(formData);
  const nodes = nodesIn(siblings);
  const [root, ...others] = nodes;
  const found = nodeProblems(root, nodes);
  for (const problem of found) field.addError(problem);
  const api = apiHolder.get(servingResourcesApiRef);
  const isAsked = found.length === 0 && !others.some(isWrong(nodes));
  if (!isAsked || !api) return;
  try {
    for (const problem of await refusals(api, siblings, nodes)) {
      field.addError(problem);
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};

/** Checks the nodes beside `root`: names, and steps as those of `root`. */
export const validateGraphNodes: CustomFieldValidator<unknown> = (
  _given,
  field,
  { formData },
) => {
  const nodes = nodesIn(siblingsOf(formData));
  for (const node of nodes.slice(1)) {
    for (const problem of [
      ...nameProblems(node, nodes),
      ...nodeProblems(node, nodes),
    ]) {
      field.addError(problem);
    }
  }
};

function isWrong(nodes: readonly GraphNodeForm[]) {
  return (node: GraphNodeForm) =>
    nameProblems(node, nodes).length + nodeProblems(node, nodes).length > 0;
}

function nameProblems(
  node: GraphNodeForm,
  nodes: readonly GraphNodeForm[],
): readonly string[] {
  const others = nodes.filter(other => other !== node);
  const problem = graphNodeNameProblem(
    node.name,
    others.map(({ name }) => name),
  );
  return problem ? [`Node ${node.name}: ${problem}`] : [];
}

function nodeProblems(
  node: GraphNodeForm,
  nodes: readonly GraphNodeForm[],
): readonly string[] {
  const { name, routerType, steps } = node;
  const together = stepsProblem(routerType, steps);
  const isRoot = node === nodes[0];
  return [
    ...stepProblems(node, nodes).flatMap((problems, i) =>
      Object.values(problems).map(
        problem => `${stepWords(name, i)}: ${problem}`,
      ),
    ),
    ...(together ? [isRoot ? together : `Node ${name}: ${together}`] : []),
  ];
}

async function refusals(
  api: ServingResourcesApi,
  { cluster, namespace, text }: SiblingFields,
  [root, ...nodes]: readonly GraphNodeForm[],
): Promise<readonly string[]> {
  const name = text('name');
  if (!namespace || !name) return [];
  const graph = toInferenceGraph({
    name,
    namespace,
    title: text('title') ?? name,
    owner: text('owner'),
    routerType: root.routerType,
    steps: root.steps,
    nodes,
  });
  const { items } = await api.importYaml({
    yaml: JSON.stringify(graph),
    ...(cluster && { cluster }),
    dryRun: true,
  });
  return items.flatMap(({ errors }) => errors.map(refusalWords));
}
