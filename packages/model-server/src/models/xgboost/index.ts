export * from './xgboostModel';
