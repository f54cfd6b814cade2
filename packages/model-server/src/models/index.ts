export * from './locateModel';
export * from './loadModel';
