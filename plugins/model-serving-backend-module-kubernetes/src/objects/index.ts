export { modelCredentials, NO_CREDENTIALS } from './credentials';
export type { ModelCredentials } from './credentials';
export {
  FIELD_MANAGER,
  MANAGED_BY,
  REVISION_LABEL,
  SERVICE_UID_LABEL,
} from './labels';
export { renderDeployment } from './renderDeployment';
export { renderDisruptionBudget } from './renderDisruptionBudget';
export { renderService } from './renderService';
export type { PodSettings } from './settings';
