/**
 * Frontend of Greenroom.
 *
 * @packageDocumentation
 */
export { modelServingPlugin as default } from './plugin';
export * from './api';
export * from './routes';
export {
  isModelServingAvailable,
  isModelServingGraphAvailable,
} from './entity';
