/**
 * Service references, extension points and driver interfaces of the model-serving plugin.
 *
 * @packageDocumentation
 */
export * from './drivers';
export * from './permissions';
export * from './client';
export * from './config';
export * from './streams';
