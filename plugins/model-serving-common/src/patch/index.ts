export * from './mergePatch';
export * from './changedPaths';
export * from './semanticEqual';
