import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  hardwareRules,
  INFERENCE_SERVICE_API_VERSION,
  InferenceService,
  withHardwareProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { clusterNamed, HardwareChoice } from '../inputs';
import { siblingsOf } from './formContext';

/**
 * Checks a hardware profile and the amounts by it before the next step, by the rules of the backend. Where that cannot be
 * asked the step goes on, since it checks again.
 */
export const validateHardwareProfile: CustomFieldValidator<
  HardwareChoice | undefined
> = async (choice, field, { apiHolder, formData }) => {
  if (!choice?.name) return;
  const { cluster, namespace } = siblingsOf(formData);
  const api = apiHolder.get(modelServingApiRef);
  try {
    const place = clusterNamed(await api?.listClusters(), cluster);
    if (!api || !place) return;
    const profiles = await api.listHardwareProfiles({
      cluster: place.name,
      namespace,
    });
    const service = serviceWith(choice, namespace);
    const { errors } = hardwareRules(service, { profiles });
    for (const { message } of errors) {
      field.addError(message);
    }
  } catch {
    // Said above: a check that cannot be made does not hold anybody up.
  }
};

/** What is checked: of a deployment its profile and amounts are all that matters. */
function serviceWith(
  choice: HardwareChoice,
  namespace: string,
): InferenceService {
  const { resources } = choice;
  const model = { modelFormat: { name: '' }, resources };
  const bare: InferenceService = {
    apiVersion: INFERENCE_SERVICE_API_VERSION,
    kind: 'InferenceService',
    metadata: { name: '', namespace },
    spec: { predictor: { model } },
  };
  return withHardwareProfile(bare, choice);
}
