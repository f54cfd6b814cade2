/**
 * Frontend of Greenroom for Backstage's old frontend system.
 *
 * @packageDocumentation
 */
export {
  EntityModelServingActivityCard,
  EntityModelServingContent,
  EntityModelServingEndpointsCard,
  EntityModelServingGraphContent,
  EntityModelServingStateCard,
  ModelServingPage,
  modelServingPlugin,
} from './legacy/plugin';
export {
  isModelServingAvailable,
  isModelServingGraphAvailable,
} from './entity';
