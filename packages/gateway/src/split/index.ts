export { stickyOf } from './sticky';
export type { Sticky } from './sticky';
export { tagsOf } from './tags';
export type { Tags } from './tags';
