export { accessLine } from './accessLine';
export type { AccessEntry } from './accessLine';
export { LineBuffer } from './lineBuffer';
export { lineWriter } from './lineWriter';
