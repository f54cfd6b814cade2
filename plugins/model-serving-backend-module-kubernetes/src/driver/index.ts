export { createKubernetesDriver } from './createKubernetesDriver';
export { KubernetesDriver } from './KubernetesDriver';
export type { KubernetesDriverOptions } from './KubernetesDriver';
export { callReplica } from './callReplica';
export { ProjectJoins } from './ProjectJoins';
export { RevisionBook } from './RevisionBook';
export type { RevisionIdentity } from './RevisionBook';
