export { kubeConfigOf } from './kubeConfigOf';
export { readKubernetesConfig } from './readKubernetesConfig';
export type {
  ClusterAccess,
  GatewaySettings,
  ImpersonationConfig,
  KubernetesConfig,
} from './types';
