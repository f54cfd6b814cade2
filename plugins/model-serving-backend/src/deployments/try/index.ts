export { callModel } from './callModel';
