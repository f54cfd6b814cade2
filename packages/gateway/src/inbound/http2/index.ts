export * from './preface';
export * from './readHead';
export * from './http2Request';
export * from './http2Answer';
export * from './grpcAnswer';
