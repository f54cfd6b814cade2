/**
 * Catalog backend module of Greenroom: deployments, connections and runtimes as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModuleModelServing as default } from './module';
