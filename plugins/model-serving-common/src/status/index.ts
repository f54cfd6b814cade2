export * from './types';
export * from './stateTable';
export * from './findingTable';
export * from './failureWords';
export * from './describeDeployment';
export * from './deriveInferenceServiceStatus';
export * from './routerFindings';
