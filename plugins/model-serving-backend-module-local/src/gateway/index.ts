export * from './GatewayProcess';
export { gatewayHostOf } from './gatewayHostOf';
