export * from './datatypes';
export * from './tensor';
export * from './shape';
export * from './decodeJson';
export * from './encodeJson';
export * from './parseJson';
export * from './binary';
