import { Shape } from './shape';

const any: Shape = { is: 'any' };
const text: Shape = { is: 'text' };
const integer: Shape = { is: 'integer' };
const flag: Shape = { is: 'flag' };
const scalar: Shape = { is: 'scalar' };
const texts: Shape = { is: 'list', of: text };
const textMap: Shape = { is: 'map', of: text };
const anyObject: Shape = { is: 'map', of: any };
const objects: Shape = { is: 'list', of: anyObject };

/** Fields that are parsed and kept, of whatever type. */
function keep(...fields: string[]): Record<string, Shape> {
  return Object.fromEntries(fields.map(field => [field, any]));
}

const keyRef: Shape = {
  is: 'object',
  fields: { name: text, key: text, optional: flag },
  required: ['key'],
};

const envVar: Shape = {
  is: 'object',
  required: ['name'],
  fields: {
    name: text,
    value: text,
    valueFrom: {
      is: 'object',
      fields: {
        secretKeyRef: keyRef,
        configMapKeyRef: keyRef,
        fieldRef: {
          is: 'object',
          fields: { fieldPath: text },
          required: ['fieldPath'],
        },
      },
    },
  },
};

const probe: Shape = {
  is: 'object',
  fields: {
    httpGet: {
      is: 'object',
      required: ['port'],
      fields: { path: text, port: scalar, scheme: text, httpHeaders: objects },
    },
    tcpSocket: { is: 'object', fields: { port: scalar }, required: ['port'] },
    grpc: { is: 'object', fields: { port: integer }, required: ['port'] },
    exec: { is: 'object', fields: { command: texts } },
    initialDelaySeconds: integer,
    timeoutSeconds: integer,
    periodSeconds: integer,
    successThreshold: integer,
    failureThreshold: integer,
  },
};

const containerFields: Record<string, Shape> = {
  name: text,
  image: text,
  command: texts,
  args: texts,
  env: { is: 'list', of: envVar },
  ports: {
    is: 'list',
    of: {
      is: 'object',
      required: ['containerPort'],
      fields: { name: text, containerPort: integer, protocol: text },
    },
  },
  resources: {
    is: 'object',
    fields: {
      requests: { is: 'map', of: scalar },
      limits: { is: 'map', of: scalar },
    },
  },
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
  volumeMounts: {
    is: 'list',
    of: {
      is: 'object',
      required: ['name', 'mountPath'],
      fields: { name: text, mountPath: text, subPath: text, readOnly: flag },
    },
  },
  workingDir: text,
  ...keep(
    'envFrom',
    'imagePullPolicy',
    'lifecycle',
    'resizePolicy',
    'restartPolicy',
    'restartPolicyRules',
    'securityContext',
    'stdin',
    'stdinOnce',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'tty',
    'volumeDevices',
  ),
};

const containers: Shape = {
  is: 'list',
  of: { is: 'object', fields: containerFields },
};

const podFields: Record<string, Shape> = {
  containers,
  initContainers: containers,
  serviceAccountName: text,
  nodeSelector: textMap,
  tolerations: objects,
  affinity: anyObject,
  volumes: objects,
  imagePullSecrets: {
    is: 'list',
    of: { is: 'object', fields: { name: text } },
  },
  schedulerName: text,
  terminationGracePeriodSeconds: integer,
  ...keep(
    'activeDeadlineSeconds',
    'automountServiceAccountToken',
    'dnsConfig',
    'dnsPolicy',
    'enableServiceLinks',
    'ephemeralContainers',
    'hostAliases',
    'hostIPC',
    'hostNetwork',
    'hostPID',
    'hostUsers',
    'hostname',
    'hostnameOverride',
    'nodeName',
    'os',
    'overhead',
    'preemptionPolicy',
    'priority',
    'priorityClassName',
    'readinessGates',
    'resourceClaims',
    'resources',
    'restartPolicy',
    'runtimeClassName',
    'schedulingGates',
    'securityContext',
    'serviceAccount',
    'setHostnameAsFQDN',
    'shareProcessNamespace',
    'subdomain',
    'topologySpreadConstraints',
  ),
};

const extensionFields: Record<string, Shape> = {
  minReplicas: integer,
  maxReplicas: integer,
  scaleTarget: integer,
  scaleMetric: { is: 'text', oneOf: ['cpu', 'memory', 'concurrency', 'rps'] },
  scaleMetricType: {
    is: 'text',
    oneOf: ['Utilization', 'Value', 'AverageValue'],
  },
  containerConcurrency: integer,
  timeout: integer,
  canaryTrafficPercent: integer,
  labels: textMap,
  annotations: textMap,
  logger: anyObject,
  batcher: anyObject,
  deploymentStrategy: anyObject,
  autoScaling: anyObject,
  storageUris: {
    is: 'list',
    of: {
      is: 'object',
      fields: { uri: text, mountPath: text },
      required: ['uri'],
    },
  },
};

/** Framework blocks of the old form; each moves to `model`. */
export const FRAMEWORKS = [
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
] as const;

const modelFields: Record<string, Shape> = {
  ...containerFields,
  modelFormat: {
    is: 'object',
    fields: { name: text, version: text },
    required: ['name'],
    closed: true,
  },
  runtime: text,
  protocolVersion: text,
  runtimeVersion: text,
  storageUri: text,
  storage: {
    is: 'object',
    fields: { key: text, path: text, parameters: textMap, schemaPath: text },
    closed: true,
  },
  confidential: anyObject,
};

const component: Shape = {
  is: 'object',
  fields: { ...podFields, ...extensionFields },
};

/**
 * Types of the fields that Greenroom reads in an InferenceService. Source: KServe 0.20's CRD
 * (`serving.kserve.io_inferenceservices.yaml`, v1beta1). Fields that are not read have any type. Spec, predictor, model,
 * its format and storage, where people write most, have all fields that KServe knows: any other is unknown.
 */
export const inferenceServiceShape: Shape = {
  is: 'object',
  required: ['metadata', 'spec'],
  fields: {
    apiVersion: text,
    kind: text,
    metadata: {
      is: 'object',
      required: ['name'],
      fields: {
        name: text,
        namespace: text,
        uid: text,
        resourceVersion: text,
        generation: integer,
        creationTimestamp: text,
        deletionTimestamp: text,
        labels: textMap,
        annotations: textMap,
        finalizers: texts,
        ownerReferences: objects,
      },
    },
    spec: {
      is: 'object',
      required: ['predictor'],
      closed: true,
      fields: {
        predictor: {
          is: 'object',
          closed: true,
          fields: {
            ...podFields,
            ...extensionFields,
            ...Object.fromEntries(FRAMEWORKS.map(name => [name, anyObject])),
            name: text,
            model: {
              is: 'object',
              fields: modelFields,
              required: ['modelFormat'],
              closed: true,
            },
            workerSpec: anyObject,
            storageContainerName: text,
          },
        },
        transformer: component,
        explainer: component,
        canary: objects,
      },
    },
    status: anyObject,
  },
};
