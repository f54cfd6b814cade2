import {
  annotations,
  normalMode,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyTarget } from '../types';

/** Whether the number of replicas follows the requests there: our own scaler, or Knative's in its mode. */
export function scalesByRequests(
  service: InferenceService,
  { settings }: CopyTarget,
): boolean {
  const { autoscalerClasses, profile, defaultDeploymentMode } = settings;
  const mode = normalMode(
    service.metadata.annotations?.[annotations.deploymentMode] ??
      defaultDeploymentMode,
  );
  return (
    autoscalerClasses.includes('kpa') &&
    (profile === 'greenroom' || mode === 'Knative')
  );
}
