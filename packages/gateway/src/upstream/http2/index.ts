export * from './http2Upstream';
