export { GraphsContent } from './GraphsContent';
