export { entityExtensions } from './entityExtensions';
export { pageExtensions } from './pageExtensions';
export * from './graphExtensions';
