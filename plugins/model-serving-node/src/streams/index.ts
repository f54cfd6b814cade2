export * from './mergeAsTheyCome';
