export * from './builtinRuntimes';
export * from './runtimeProblem';
export * from './packagePrograms';
