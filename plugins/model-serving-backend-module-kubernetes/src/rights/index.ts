export { demandRights } from './demandRights';
export { requiredRights, roles } from './requiredRights';
export type { Right } from './requiredRights';
export { demandKServeRights, readableKinds } from './demandKServeRights';
export { requiredKServeRights } from './requiredKServeRights';
