import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { modelServingApiRef } from '../api';
import { isAmong, notThere } from '../connections/connectionWords';
import { siblingsOf } from './formContext';

/**
 * Checks that a connection is there for the project on the cluster, before the next step: both may have been chosen anew
 * since. Where the backend cannot be asked the step goes on, since it checks again.
 */
export const validateChosenConnection: CustomFieldValidator<
  string | undefined
> = async (name, field, { apiHolder, formData }) => {
  const { cluster, namespace, text } = siblingsOf(formData);
  if (!name || !namespace) return;
  try {
    const page = await apiHolder.get(modelServingApiRef)?.listConnections({
      cluster,
      usableIn: namespace,
      usableBy: text('owner'),
    });
    if (page && !isAmong(page.items, name, namespace)) {
      field.addError(notThere(name, namespace));
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};
