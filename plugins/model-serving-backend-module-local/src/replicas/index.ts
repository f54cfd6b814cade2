export * from './state';
export * from './planReplicas';
export * from './RevisionSupervisor';
export * from './ReplicaLauncher';
export * from './ReplicaRun';
export * from './UsageSampler';
export * from './adopt';
export * from './adoptedState';
