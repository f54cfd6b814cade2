import { annotations } from '../constants';
import { normalMode } from './normalMode';
import { Rule } from './rule';

const MODE = `metadata.annotations[${annotations.deploymentMode}]`;

/**
 * What a managed cluster's KServe accepts, and then never gets to run. Source: kserve-status-and-objects §1 (a mode without
 * its program) and §2 (KServe 0.20 and several nodes).
 */
export const lackRules: Rule = ({
  service,
  predictor,
  settings,
  profile,
  messages,
}) => {
  if (profile !== 'kserve') return;
  const { lacks = [], defaultDeploymentMode } = settings;
  const mode = normalMode(
    service.status?.deploymentMode ??
      service.metadata.annotations?.[annotations.deploymentMode] ??
      defaultDeploymentMode,
  );
  if (
    predictor.workerSpec &&
    mode === 'Standard' &&
    lacks.includes('standardMultiNode')
  ) {
    messages.error(
      'spec.predictor.workerSpec',
      'KServe of this cluster makes the workers of a service in Standard mode and deletes them again in every pass, so that it would never become ready; leave it out and choose a model that fits one node, or create an LLMInferenceService, which runs over several',
    );
  }
  if (mode === 'Knative' && lacks.includes('knative')) {
    messages.warn(
      MODE,
      'this cluster has no Knative: KServe makes nothing of a service in Knative mode (ServerlessModeRejected). Write Standard, or ask who runs the cluster to install Knative',
    );
  }
};
