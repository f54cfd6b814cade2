export * from './modelHttpServer';
export * from './body';
