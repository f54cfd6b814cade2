export { editConflict } from './editConflict';
export { inputErrorOf } from './inputErrorOf';
