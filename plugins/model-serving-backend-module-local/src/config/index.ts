export * from './readLocalConfig';
