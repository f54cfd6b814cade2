export * from './readDefaultCluster';
