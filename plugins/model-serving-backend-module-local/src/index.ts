/**
 * Cluster driver `local` of the model-serving plugin: replicas are processes of this machine.
 *
 * @packageDocumentation
 */
export { modelServingModuleLocal as default } from './module';
