export { HardwareProfileReader } from './HardwareProfileReader';
export { shownInDashboard } from './shownInDashboard';
