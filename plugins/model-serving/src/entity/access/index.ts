export { AccessContent } from './AccessContent';
export { accessSentences } from './accessSentences';
