export * from './hooks';
export { useLive } from './useLive';
export type { Live, LiveOptions } from './useLive';
export { useDocumentVisible } from './useDocumentVisible';
export * from './graphHooks';
