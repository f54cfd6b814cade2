/**
 * Cluster driver `kubernetes` of the model-serving plugin: replicas are pods.
 *
 * @packageDocumentation
 */
export { modelServingModuleKubernetes as default } from './module';
