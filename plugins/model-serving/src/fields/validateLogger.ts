import { ApiHolder } from '@backstage/frontend-plugin-api';
import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  LoggerSpec,
  payloadSinkProblem,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { clusterNamed, routingOf } from '../inputs';
import { siblingsOf } from './formContext';

/**
 * Checks where payloads go before the next step. KServe has a place of its own for those without a URL; where it cannot be
 * asked who sends them the step goes on, since the backend checks again.
 */
export const validateLogger: CustomFieldValidator<
  LoggerSpec | undefined
> = async (logger, field, { apiHolder, formData }) => {
  const problem = logger && payloadSinkProblem(logger.url);
  if (!problem) return;
  if (!logger.url && (await isByKServe(apiHolder, formData))) return;
  field.addError(`The URL ${problem}`);
};

async function isByKServe(
  apis: ApiHolder,
  formData: unknown,
): Promise<boolean> {
  const { cluster } = siblingsOf(formData);
  try {
    const clusters = await apis.get(modelServingApiRef)?.listClusters();
    return routingOf(clusterNamed(clusters, cluster)) !== 'greenroom';
  } catch {
    return true; // Said above
  }
}
