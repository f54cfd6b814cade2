export { demandRights } from './demandRights';
export { examineKServeRights, examineRights } from './examineRights';
export { ProjectRights } from './ProjectRights';
export {
  exposureRights,
  namesOfReleases,
  requiredRights,
  roles,
  scalerRights,
} from './requiredRights';
export type { Right, RightsScope } from './requiredRights';
export {
  demandKServeGranted,
  demandKServeRights,
  readableKinds,
} from './demandKServeRights';
export {
  clusterRoleOf,
  hardwareProfileRights,
  requiredKServeRights,
} from './requiredKServeRights';
