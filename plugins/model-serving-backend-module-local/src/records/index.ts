export * from './types';
export * from './RecordStore';
export * from './RevisionRecorder';
