export { EventsContent } from './EventsContent';
export { EventTable } from './EventTable';
