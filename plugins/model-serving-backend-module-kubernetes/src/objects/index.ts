export { ownedBy, renderScaler, scalerKinds } from './renderScaler';
export { modelCredentials, NO_CREDENTIALS } from './credentials';
export type { ModelCredentials } from './credentials';
export {
  FIELD_MANAGER,
  isOurs,
  MANAGED_BY,
  notes,
  PORTAL_LABEL,
  revisionKeyOf,
  scalerClassOf,
  REVISION_LABEL,
  SERVICE_LABEL,
  SERVICE_UID_LABEL,
} from './labels';
export {
  componentKeyName,
  componentKeySecret,
  needsComponentKey,
} from './providedVariables';
export type { ExposureSettings } from './exposure';
export { renderDeployment } from './renderDeployment';
export { renderDisruptionBudget } from './renderDisruptionBudget';
export {
  httpRouteProblem,
  renderGatewayAlias,
  renderHttpRoute,
  renderIngress,
} from './renderExposure';
export type { HttpRoute } from './renderExposure';
export { servingPorts } from './servingPorts';
export type { ServingPorts } from './servingPorts';
export { renderService } from './renderService';
export type { PodSettings } from './settings';
