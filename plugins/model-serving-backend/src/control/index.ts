export { ControlPlane } from './ControlPlane';
export { Leadership } from './Leadership';
export { runControlPlane } from './runControlPlane';
