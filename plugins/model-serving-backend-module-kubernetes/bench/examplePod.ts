import type {
  KubernetesObject,
  V1Deployment,
  V1ManagedFieldsEntry,
  V1Pod,
} from '@kubernetes/client-node';

import { NO_CREDENTIALS, renderDeployment } from '../src/objects';

const SINCE = '2026-01-01T00:00:00Z';

/** The Deployment of a service, as we write it. */
export function exampleDeployment(service: string): V1Deployment {
  const name = `${service}-predictor-00001`;
  const quantities = { cpu: '250m', memory: '512Mi' };
  return renderDeployment(
    {
      key: `demo/${name}`,
      name,
      service: { cluster: 'bench', namespace: 'demo', name: service },
      serviceUid: `uid-of-${service}`,
      component: 'predictor',
      modelName: service,
      protocol: 'v2',
      model: { uri: `s3://models/${service}/v1` },
      pod: {
        labels: {},
        annotations: {},
        spec: {
          containers: [
            {
              name: 'kserve-container',
              image: 'ghcr.io/greenroom/model-server:0.1.0',
              args: [`--model_name=${service}`, '--model_dir=/mnt/models'],
              env: [{ name: 'LOG_LEVEL', value: 'info' }],
              ports: [{ containerPort: 8080, protocol: 'TCP' }],
              resources: { limits: quantities, requests: quantities },
              readinessProbe: { httpGet: { path: '/v2/health', port: 8080 } },
            },
          ],
        },
      },
    },
    {
      replicas: 10,
      credentials: NO_CREDENTIALS,
      settings: {
        storageInitializer: { image: 'ghcr.io/greenroom/storage:0.1.0' },
        drainSeconds: 5,
        gatewayHost: 'greenroom-gateway.greenroom.svc',
      },
    },
  );
}

/** A running pod of a Deployment, with everything that a real API server tells of one: about 9 KB. */
export function examplePod(deployment: V1Deployment, index: number): V1Pod {
  const { metadata, spec } = deployment;
  const { metadata: template, spec: podSpec } = spec!.template;
  const container = podSpec!.containers[0];
  const condition = (type: string) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: SINCE,
  });
  const name = `${metadata?.name}-7c9d8b6f54-${index}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: metadata?.namespace,
      generateName: `${metadata?.name}-7c9d8b6f54-`,
      creationTimestamp: SINCE,
      labels: { ...template?.labels, 'pod-template-hash': '7c9d8b6f54' },
      annotations: template?.annotations,
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${metadata?.name}-7c9d8b6f54`,
          uid: `uid-of-the-set-of-${metadata?.name}`,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: managers(),
    },
    spec: {
      ...podSpec!,
      nodeName: `node-${index % 50}`,
      serviceAccountName: 'default',
      tolerations: ['not-ready', 'unreachable'].map(key => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
    },
    status: {
      phase: 'Running',
      podIP: `10.${(index >> 16) % 256}.${(index >> 8) % 256}.${index % 256}`,
      startTime: SINCE,
      qosClass: 'Burstable',
      conditions: [
        'PodReadyToStartContainers',
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map(condition),
      containerStatuses: [
        {
          name: container.name,
          image: container.image ?? '',
          imageID: `${container.image}@sha256:${'0'.repeat(64)}`,
          containerID: `containerd://${name.padEnd(64, '0')}`,
          ready: true,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: SINCE } },
          lastState: {},
        },
      ],
    },
    // Dates are what the API server writes: text
  } as unknown as V1Pod & KubernetesObject;
}

/** Who wrote which field, as the API server keeps it of a pod: by the controller that made it, and by the kubelet. */
function managers(): V1ManagedFieldsEntry[] {
  const each = (of: string, names: readonly string[]) =>
    Object.fromEntries(
      names.map(name => [
        `k:{"${of}":"${name}"}`,
        { '.': {}, [`f:${of}`]: {} },
      ]),
    );
  const entry = (manager: string, fields: object, subresource?: string) => ({
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: SINCE,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(subresource ? { subresource } : {}),
  });
  const fields = (names: readonly string[]) =>
    Object.fromEntries(names.map(name => [`f:${name}`, {}]));
  return [
    entry('kube-controller-manager', {
      'f:metadata': {
        'f:annotations': { '.': {}, ...fields(['a', 'b', 'c', 'd']) },
        'f:generateName': {},
        'f:labels': { '.': {}, ...fields(['a', 'b', 'c', 'd', 'e', 'f']) },
        'f:ownerReferences': { '.': {}, 'k:{"uid":"uid-of-the-set"}': {} },
      },
      'f:spec': {
        'f:containers': {
          'k:{"name":"kserve-container"}': {
            '.': {},
            'f:env': { '.': {}, ...each('name', ['A', 'B', 'C', 'D']) },
            ...fields(['args', 'command', 'image', 'imagePullPolicy', 'name']),
            'f:ports': { '.': {}, ...each('containerPort', ['8080', '9000']) },
            'f:readinessProbe': {
              '.': {},
              'f:httpGet': { '.': {}, ...fields(['path', 'port', 'scheme']) },
              ...fields(['failureThreshold', 'periodSeconds']),
              ...fields(['successThreshold', 'timeoutSeconds']),
            },
            'f:resources': {
              '.': {},
              'f:limits': { '.': {}, ...fields(['cpu', 'memory']) },
              'f:requests': { '.': {}, ...fields(['cpu', 'memory']) },
            },
            'f:volumeMounts': {
              '.': {},
              ...each('mountPath', ['/mnt/models']),
            },
          },
        },
        ...fields(['dnsPolicy', 'restartPolicy', 'schedulerName']),
        ...fields(['securityContext', 'terminationGracePeriodSeconds']),
        'f:volumes': { '.': {}, ...each('name', ['model', 'certificates']) },
      },
    }),
    entry(
      'kubelet',
      {
        'f:status': {
          'f:conditions': each('type', [
            'PodReadyToStartContainers',
            'ContainersReady',
            'Initialized',
            'Ready',
          ]),
          ...fields(['containerStatuses', 'hostIP', 'phase', 'podIP']),
          'f:podIPs': { '.': {}, ...each('ip', ['10.0.0.1']) },
          'f:startTime': {},
        },
      },
      'status',
    ),
  ] as unknown as V1ManagedFieldsEntry[];
}
