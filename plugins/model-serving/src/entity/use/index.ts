export { UseItContent } from './UseItContent';
export { CodeTabs } from './SnippetTabs';
export { TryAnswer } from './TryAnswer';
export { TryForm } from './TryForm';
export { parseJson, pretty } from './requestBody';
