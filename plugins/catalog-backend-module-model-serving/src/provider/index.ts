export * from './ModelServingEntityProvider';
