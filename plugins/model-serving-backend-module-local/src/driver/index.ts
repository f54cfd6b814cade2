export * from './createLocalDriver';
export * from './LocalClusterDriver';
export * from './options';
