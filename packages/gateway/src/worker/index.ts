export * from './workerProcess';
