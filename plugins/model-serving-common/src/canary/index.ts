export { canaryPercentOf } from './canaryPercentOf';
