export { demandRights } from './demandRights';
export { examineKServeRights, examineRights } from './examineRights';
export { ProjectRights } from './ProjectRights';
export {
  exposureRights,
  requiredRights,
  roles,
  scalerRights,
} from './requiredRights';
export type { Right, RightsScope } from './requiredRights';
export { demandKServeRights, readableKinds } from './demandKServeRights';
export { requiredKServeRights } from './requiredKServeRights';
