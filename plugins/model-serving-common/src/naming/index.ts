export * from './deriveResourceName';
export * from './resourceNameProblem';
