export { kubeConfigOf } from './kubeConfigOf';
export { readKubernetesConfig } from './readKubernetesConfig';
export type { ClusterAccess, GatewaySettings, KubernetesConfig } from './types';
