/**
 * Template actions of Greenroom.
 *
 * @packageDocumentation
 */
export { scaffolderModuleModelServing as default } from './module';
export * from './actions';
