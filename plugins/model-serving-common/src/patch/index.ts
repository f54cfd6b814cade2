export * from './changedPaths';
export * from './fieldChanges';
export * from './mergePatch';
export { semanticEqual } from './semanticEqual';
