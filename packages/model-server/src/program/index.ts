export * from './arguments';
export * from './announce';
export * from './startModelServer';
export * from './runProgram';
