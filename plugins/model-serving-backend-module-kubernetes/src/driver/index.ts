export { KubernetesDriver } from './KubernetesDriver';
export type { KubernetesDriverOptions } from './KubernetesDriver';
