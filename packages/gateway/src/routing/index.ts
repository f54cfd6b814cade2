export * from './requestTarget';
export * from './routeIndex';
export * from './smoothSplit';
export * from './pickReplica';
