export { AccessContent } from './AccessContent';
export { UngatedCallers } from './UngatedCallers';
export { accessSentence, accessSentences } from './accessSentences';
