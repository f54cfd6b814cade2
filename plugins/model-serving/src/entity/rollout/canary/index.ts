export { CanarySection } from './CanarySection';
