export { StatusContent } from './StatusContent';
export { StateSummary } from './StateSummary';
