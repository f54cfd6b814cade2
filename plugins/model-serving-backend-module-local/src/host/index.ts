export * from './clock';
export * from './types';
export * from './processTree';
export * from './createHost';
export * from './files';
export * from './ports';
export * from './watchFile';
