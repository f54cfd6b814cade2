export { ConnectionsContent } from './ConnectionsContent';
export { typeWords } from './connectionColumns';
