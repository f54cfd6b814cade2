export { quantile } from './quantile';
