import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  FieldMessage,
  GraphStepForm,
  RouterType,
  toInferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ServingResourcesApi, servingResourcesApiRef } from '../../api';
import { siblingsOf, SiblingFields } from '../formContext';
import { atLeastOne, stepProblems, stepsProblem } from './stepProblems';

/** A step in the path of a field: `spec.nodes.root.steps[1].condition`. */
const STEP_PATH = /^spec\.nodes\.root\.steps\[(\d+)\]\.?(.*)$/;

/** How the steps of a form run, by its field `routerType`; `Sequence` while nothing is chosen. */
export function routerTypeIn({ text }: SiblingFields): RouterType {
  const chosen = text('routerType');
  return chosen === 'Switch' || chosen === 'Ensemble' || chosen === 'Splitter'
    ? chosen
    : 'Sequence';
}

/**
 * Checks the steps before the next page: what can be seen at once, then what the backend says of the graph, which knows
 * conditions, circles and addresses. Where the backend cannot be asked the page goes on, since it checks again.
 */
export const validateGraphSteps: CustomFieldValidator<
  readonly GraphStepForm[] | undefined
> = async (given, field, { apiHolder, formData }) => {
  const steps = atLeastOne(given);
  const siblings = siblingsOf(formData);
  const routerType = routerTypeIn(siblings);
  const found = [
    ...stepProblems(routerType, steps).flatMap((problems, i) =>
      Object.values(problems).map(problem => `Step ${i + 1}: ${problem}`),
    ),
    ...[stepsProblem(routerType, steps) ?? []].flat(),
  ];
  for (const problem of found) field.addError(problem);
  const api = apiHolder.get(servingResourcesApiRef);
  if (found.length > 0 || !api) return;
  try {
    for (const problem of await refusals(api, siblings, routerType, steps)) {
      field.addError(problem);
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};

async function refusals(
  api: ServingResourcesApi,
  { cluster, namespace, text }: SiblingFields,
  routerType: RouterType,
  steps: readonly GraphStepForm[],
): Promise<readonly string[]> {
  const name = text('name');
  if (!namespace || !name) return [];
  const graph = toInferenceGraph({
    name,
    namespace,
    title: text('title') ?? name,
    owner: text('owner'),
    routerType,
    steps,
  });
  const { items } = await api.importYaml({
    yaml: JSON.stringify(graph),
    ...(cluster && { cluster }),
    dryRun: true,
  });
  return items.flatMap(({ errors }) => errors.map(inWords));
}

function inWords({ path, message }: FieldMessage): string {
  const step = STEP_PATH.exec(path);
  if (!step) return path ? `${path}: ${message}` : message;
  const [, index, field] = step;
  return [`Step ${Number(index) + 1}`, ...(field ? [field] : []), message].join(
    ': ',
  );
}
