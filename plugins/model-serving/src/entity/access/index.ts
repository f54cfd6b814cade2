export { AccessContent } from './AccessContent';
export { accessSentence, accessSentences } from './accessSentences';
