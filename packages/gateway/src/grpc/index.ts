export * from './grpcRequest';
export * from './grpcStatus';
export * from './grpcTimeout';
