/**
 * Control plane of Greenroom.
 *
 * @packageDocumentation
 */
export { modelServingPlugin as default } from './plugin';
