export { ConfigurationContent } from './ConfigurationContent';
