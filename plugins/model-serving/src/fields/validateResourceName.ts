import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { resourceNameProblem } from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { siblingsOf } from './formContext';
import { nameTaken } from './inputs';

/**
 * Checks the name of a new deployment before the next step: the rule, and whether it is taken. Where the backend cannot
 * be asked the step goes on, since the backend checks again.
 */
export const validateResourceName: CustomFieldValidator<
  string | undefined
> = async (name = '', field, { apiHolder, formData }) => {
  const { namespace } = siblingsOf(formData);
  const problem = resourceNameProblem(name, namespace);
  if (problem) {
    field.addError(problem);
    return;
  }
  const api = apiHolder.get(modelServingApiRef);
  try {
    const page = await api?.listDeployments({
      namespaces: [namespace],
      search: name,
      limit: 200,
    });
    const isTaken = page?.items.some(
      ({ ref }) => ref.name === name && ref.namespace === namespace,
    );
    if (isTaken) {
      field.addError(nameTaken(name, namespace));
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};
