/** @public */
export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: {
    secretKeyRef?: { name: string; key: string; optional?: boolean };
    configMapKeyRef?: { name: string; key: string; optional?: boolean };
    fieldRef?: { fieldPath: string };
  };
}

/** Kubernetes quantities by resource name, e.g. `{ cpu: '500m', memory: '1Gi' }`. @public */
export type ResourceList = Record<string, string>;

/** @public */
export interface ResourceRequirements {
  requests?: ResourceList;
  limits?: ResourceList;
}

/** @public */
export interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
}

/** @public */
export interface Probe {
  httpGet?: {
    path?: string;
    port: number | string;
    scheme?: string;
    httpHeaders?: { name: string; value: string }[];
  };
  tcpSocket?: { port: number | string };
  grpc?: { port: number; service?: string };
  exec?: { command?: string[] };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/** A container as KServe's specs hold it; fields not named here are kept as they are. @public */
export interface Container {
  name?: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  ports?: ContainerPort[];
  resources?: ResourceRequirements;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  startupProbe?: Probe;
  volumeMounts?: {
    name: string;
    mountPath: string;
    subPath?: string;
    readOnly?: boolean;
  }[];
  workingDir?: string;
  [field: string]: unknown;
}

/** The parts of a pod spec that Greenroom itself reads; others are kept as they are. @public */
export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  serviceAccountName?: string;
  nodeSelector?: Record<string, string>;
  tolerations?: Record<string, unknown>[];
  affinity?: Record<string, unknown>;
  volumes?: Record<string, unknown>[];
  imagePullSecrets?: { name: string }[];
  schedulerName?: string;
  terminationGracePeriodSeconds?: number;
  [field: string]: unknown;
}
