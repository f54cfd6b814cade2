export * from './fields';
export * from './http2Upstream';
export * from './resetStream';
