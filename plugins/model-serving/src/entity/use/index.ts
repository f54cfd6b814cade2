export { UseItContent } from './UseItContent';
export { CodeTabs } from './SnippetTabs';
export { TryAnswer } from './TryAnswer';
export { parseJson, pretty } from './requestBody';
