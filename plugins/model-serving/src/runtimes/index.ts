export { RuntimesContent } from './RuntimesContent';
