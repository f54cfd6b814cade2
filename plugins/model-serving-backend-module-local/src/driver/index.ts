export * from './LocalClusterDriver';
export * from './options';
