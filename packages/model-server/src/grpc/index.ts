export * from './modelGrpcServer';
