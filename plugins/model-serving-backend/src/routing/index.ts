export { accessIntent } from './accessIntent';
export { AccessTable } from './AccessTable';
export * from './types';
export * from './compileSnapshot';
export * from './changedRoutes';
export * from './GatewayLink';
export * from './RouteTable';
export { startFailure } from './startFailure';
export * from './withAccess';
