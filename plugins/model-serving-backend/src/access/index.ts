export { ConnectionAccess } from './ConnectionAccess';
export { ResourceAccess } from './ResourceAccess';
export type { Demand, Visibility } from './ResourceAccess';
export { Callers, normalOwner } from './Callers';
export { registerPermissions } from './registerPermissions';
export { kindPermissions, KindAccess } from './KindAccess';
export type { KindPermissions, VisibleKinds } from './KindAccess';
