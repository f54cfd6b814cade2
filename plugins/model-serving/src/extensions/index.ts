export { entityExtensions } from './entityExtensions';
export { pageExtensions } from './pageExtensions';
