export { builtinRuntimes } from './builtinRuntimes';
