export * from './types';
export * from './RecordStore';
