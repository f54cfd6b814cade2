export { GraphsContent } from './GraphsContent';
export { routerWords } from './words';
