export { ResourcesContent } from './ResourcesContent';
