export { GraphResponder } from './graphResponder';
