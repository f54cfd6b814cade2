export * from './nodeRequest';
export * from './nodeAnswer';
export * from './nodeFront';
