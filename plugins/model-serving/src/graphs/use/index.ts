export { UseGraphContent } from './UseGraphContent';
