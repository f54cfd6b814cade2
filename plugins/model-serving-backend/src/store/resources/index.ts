export { DatabaseResourceStore } from './DatabaseResourceStore';
export { connectionNames } from './connectionNames';
export { describeRef, writesBetween } from './row';
export { writeShares } from './connectionShares';
export { mirroredForm } from './mirrorObject';
export { nameTaken } from './nameTaken';
export { staleWrite } from './replaceObject';
