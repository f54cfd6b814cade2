export * from './nativeUpstream';
export * from './nativeConnection';
