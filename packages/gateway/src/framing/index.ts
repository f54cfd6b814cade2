export * from './chunkedDecoder';
export * from './chunkedEncoder';
export * from './copyOf';
export * from './fields';
export * from './headerPrefix';
export * from './lastHead';
export * from './outbox';
export * from './protocolError';
