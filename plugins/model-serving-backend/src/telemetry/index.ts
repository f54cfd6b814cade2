export {
  ControlTelemetry,
  observeLease,
  observeQueue,
} from './ControlTelemetry';
export { tracedDriver } from './tracedDriver';
export { tracedManagedDriver } from './tracedManagedDriver';
