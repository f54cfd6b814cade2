export { Findings } from './Findings';
export { StatusContent } from './StatusContent';
export { StateSummary } from './StateSummary';
