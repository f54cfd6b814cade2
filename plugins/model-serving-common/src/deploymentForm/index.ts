export { toInferenceService } from './toInferenceService';
export type { DeploymentForm, FormSurroundings } from './toInferenceService';
