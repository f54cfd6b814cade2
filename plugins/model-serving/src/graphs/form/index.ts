export { FormPicture } from './FormPicture';
export { GraphFormInputs } from './GraphFormInputs';
export type { GraphForm } from './GraphFormInputs';
export { GraphNodesInput } from './GraphNodesInput';
export { GraphStepsInput } from './GraphStepsInput';
export {
  allNodes,
  refusalWords,
  stepProblems,
  stepsProblem,
  stepWords,
} from './stepProblems';
