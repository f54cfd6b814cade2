export { Shadows } from './shadows';
