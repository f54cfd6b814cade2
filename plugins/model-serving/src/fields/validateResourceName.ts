import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { resourceNameProblem } from '@greenroom/backstage-plugin-model-serving-common';
import { ModelServingApi, modelServingApiRef } from '../api';
import { ResourceNameOptions, resourceNameOptions } from './fieldOptions';
import { siblingsOf } from './formContext';
import { NamedKind, nameTaken } from './inputs';

/**
 * Checks the name of something new before the next step: the rule, and whether it is taken. Where the backend cannot be
 * asked the step goes on, since the backend checks again.
 */
export const validateResourceName: CustomFieldValidator<
  string | undefined,
  ResourceNameOptions
> = async (name = '', field, { apiHolder, formData, uiSchema }) => {
  const { namespace } = siblingsOf(formData);
  const { kind } = resourceNameOptions(uiSchema);
  const problem = resourceNameProblem(name, namespace);
  if (problem) {
    field.addError(problem);
    return;
  }
  const api = apiHolder.get(modelServingApiRef);
  try {
    if (api && (await isTaken(api, kind, namespace, name))) {
      field.addError(nameTaken(kind, name, namespace));
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};

async function isTaken(
  api: ModelServingApi,
  kind: NamedKind,
  namespace: string,
  name: string,
): Promise<boolean> {
  const { items } =
    kind === 'connection'
      ? await api.listConnections({ namespace })
      : await api.listDeployments({
          namespaces: [namespace],
          search: name,
          limit: 200,
        });
  const refs = items.map(({ ref }) => ref);
  return refs.some(ref => ref.name === name && ref.namespace === namespace);
}
