export * from './types';
export * from './RuntimeChoice';
export * from './selectRuntimes';
export * from './toRuntimeChoice';
export { runtimeKey } from './rejection';
export { serverTypeOf } from './protocols';
