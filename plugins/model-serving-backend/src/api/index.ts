export { createRouter } from './createRouter';
export type { RouterOptions } from './createRouter';
export { createServices } from './createServices';
export type { Services, ServicesOptions } from './createServices';
