export { GraphStepsInput } from './GraphStepsInput';
export { routerTypeIn, validateGraphSteps } from './validateGraphSteps';
