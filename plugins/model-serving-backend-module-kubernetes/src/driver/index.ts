export { createKubernetesDriver } from './createKubernetesDriver';
export { KubernetesDriver } from './KubernetesDriver';
export type { KubernetesDriverOptions } from './KubernetesDriver';
