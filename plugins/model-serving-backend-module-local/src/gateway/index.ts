export * from './GatewayProcess';
