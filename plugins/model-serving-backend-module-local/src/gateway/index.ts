export * from './GatewayProcess';
export { gatewayHostOf } from './gatewayHostOf';
export { gatewayArguments, nothingObserved } from './observed';
export type { ObservedConfig } from './observed';
