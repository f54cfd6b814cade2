import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { ApiHolder } from '@backstage/frontend-plugin-api';
import {
  resourceNameProblem,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef, modelServingApiRef } from '../api';
import { ResourceNameOptions, resourceNameOptions } from './fieldOptions';
import { SiblingFields, siblingsOf } from './formContext';
import { NamedKind, nameTaken } from '../inputs';

/**
 * Checks the name of something new before the next step: the rule, and whether it is taken. Where the backend cannot be
 * asked the step goes on, since the backend checks again.
 */
export const validateResourceName: CustomFieldValidator<
  string | undefined,
  ResourceNameOptions
> = async (name = '', field, { apiHolder, formData, uiSchema }) => {
  const place = siblingsOf(formData);
  const { namespace } = place;
  const { kind } = resourceNameOptions(uiSchema);
  const problem = resourceNameProblem(name, namespace);
  if (problem) {
    field.addError(problem);
    return;
  }
  try {
    if (await isTaken(apiHolder, kind, place, name)) {
      field.addError(nameTaken(kind, name, namespace));
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};

async function isTaken(
  apis: ApiHolder,
  kind: NamedKind,
  { cluster, namespace }: Pick<SiblingFields, 'cluster' | 'namespace'>,
  name: string,
): Promise<boolean> {
  const page = await namesLike(apis, kind, namespace, name);
  const refs = page?.items.map(({ ref }) => ref) ?? [];
  return refs.some(
    ref =>
      ref.name === name &&
      ref.namespace === namespace &&
      (!cluster || ref.cluster === cluster),
  );
}

async function namesLike(
  apis: ApiHolder,
  kind: NamedKind,
  namespace: string,
  name: string,
): Promise<
  { readonly items: readonly { readonly ref: ResourceRef }[] } | undefined
> {
  const like = { namespaces: [namespace], search: name, limit: 200 };
  switch (kind) {
    case 'connection':
      return apis.get(modelServingApiRef)?.listConnections({ namespace });
    case 'graph':
      return apis.get(graphsApiRef)?.listGraphs(like);
    default:
      return apis.get(modelServingApiRef)?.listDeployments(like);
  }
}
