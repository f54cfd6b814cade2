export { apiDocument, ApiTestBed, authorization } from './ApiTestBed';
export type { Answer, AuditRecord, Caller } from './ApiTestBed';
export { TestClusters } from './TestClusters';
export { bucketKeys, TestBucket } from './TestBucket';
