export { demandKServe } from './demandKServe';
export { createKServeDriver } from './createKServeDriver';
export { KServeDriver } from './KServeDriver';
export type { KServeDriverOptions } from './KServeDriver';
