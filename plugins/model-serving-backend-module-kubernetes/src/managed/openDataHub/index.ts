export { shownInDashboard } from './shownInDashboard';
