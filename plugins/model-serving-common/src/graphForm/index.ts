export { fromGraphNodes } from './fromGraphNodes';
export type { ShownGraph } from './fromGraphNodes';
export { graphNodeNameProblem, graphTargetProblem } from './nodesProblems';
export { GRAPH_ROOT, toGraphNodes, toInferenceGraph } from './toInferenceGraph';
export type { GraphForm, GraphNodeForm, GraphStepForm } from './types';
