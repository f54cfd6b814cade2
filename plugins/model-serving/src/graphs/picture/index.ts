export { GraphDrawing } from './GraphDrawing';
