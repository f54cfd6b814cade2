/**
 * Frontend of Greenroom for Backstage's old frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityModelServingActivityCard,
  EntityModelServingContent,
  EntityModelServingEndpointsCard,
  EntityModelServingStateCard,
  ModelServingPage,
  modelServingPlugin,
} from './legacy/plugin';
export { isModelServingAvailable } from './entity';
