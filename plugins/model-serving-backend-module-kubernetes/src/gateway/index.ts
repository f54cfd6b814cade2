export { controlSecretOf } from './controlToken';
export { GatewayPods } from './GatewayPods';
