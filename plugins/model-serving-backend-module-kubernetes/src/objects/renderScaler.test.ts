import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import type {
  ClusterScale,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { ownedBy, renderScaler, ScaledObject } from './renderScaler';

const theirs = parseAllDocuments(
  readFileSync(
    join(__dirname, '../__fixtures__/kserve-objects/hpa-cpu.yaml'),
    'utf8',
  ),
)
  .map(document => document.toJS())
  .find(({ kind }) => kind === 'HorizontalPodAutoscaler');

const revision: RevisionSpec = {
  key: 'demo/busy-predictor-00001',
  name: 'busy-predictor-00001',
  service: { cluster: 'test', namespace: 'demo', name: 'busy' },
  serviceUid: 'uid-1',
  component: 'predictor',
  pod: {
    labels: {},
    annotations: {
      'prometheus.kserve.io/path': '/metrics',
      'prometheus.kserve.io/port': '8080',
    },
    spec: { containers: [] },
  },
  model: { uri: 'https://models.example.com/busy.bst' },
  modelName: 'busy',
  protocol: 'v1',
};
const cpu = {
  type: 'Resource' as const,
  resource: {
    name: 'cpu' as const,
    target: { type: 'Utilization' as const, averageUtilization: 60 },
  },
};
const hpa: ClusterScale = {
  class: 'hpa',
  minReplicas: 2,
  maxReplicas: 5,
  metrics: [cpu],
};
const keda: ClusterScale = { ...hpa, class: 'keda', minReplicas: 0 };
const scaledObject = (scale: Partial<ClusterScale>) =>
  (renderScaler(revision, { ...keda, ...scale }) as ScaledObject).spec;

describe('renderScaler', () => {
  it('writes the HPA that KServe writes, for the Deployment of a revision', () => {
    const ours = renderScaler(revision, hpa) as V2HorizontalPodAutoscaler;
    const { behavior, scaleTargetRef, ...spec } = theirs.spec;
    expect(ours.spec).toEqual({
      ...spec,
      scaleTargetRef: { ...scaleTargetRef, name: revision.name },
    });
    expect(ours.metadata?.labels).toMatchObject(theirs.metadata.labels);
    expect(ours.metadata?.annotations).toEqual(theirs.metadata.annotations);
    expect(ours.metadata?.name).toBe(revision.name);
  });

  it('passes on how fast the number may change, and leaves out metrics that are not said', () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    const { spec } = renderScaler(revision, {
      ...hpa,
      metrics: [],
      behavior,
    }) as V2HorizontalPodAutoscaler;
    expect(spec?.behavior).toEqual(behavior);
    expect(spec).not.toHaveProperty('metrics');
  });

  it('writes a ScaledObject with a trigger for each metric', () => {
    const memory = {
      type: 'Resource' as const,
      resource: {
        name: 'memory' as const,
        target: { type: 'AverageValue' as const, averageValue: '50Gi' },
      },
    };
    const queue = {
      type: 'External' as const,
      external: {
        metric: {
          backend: 'prometheus',
          serverAddress: 'http://prometheus.example',
          query: 'sum(waiting)',
          namespace: 'team-a',
        },
        target: { type: 'Value' as const, value: '0.6' },
        authenticationRef: {
          authModes: 'bearer',
          authenticationRef: { name: 'prometheus-token' },
        },
      },
    };
    expect(scaledObject({ metrics: [cpu, memory, queue] })).toMatchObject({
      scaleTargetRef: { name: revision.name },
      minReplicaCount: 0,
      maxReplicaCount: 5,
      triggers: [
        { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } },
        {
          type: 'memory',
          metricType: 'AverageValue',
          metadata: { value: '50Gi' },
        },
        {
          type: 'prometheus',
          metadata: {
            serverAddress: 'http://prometheus.example',
            query: 'sum(waiting)',
            threshold: '0.6',
            namespace: 'team-a',
            authModes: 'bearer',
          },
          authenticationRef: { name: 'prometheus-token' },
        },
      ],
    });
  });

  it.each`
    behavior                                                                      | scaleUp                                                                                         | scaleDown
    ${undefined}                                                                  | ${{ stabilizationWindowSeconds: 0 }}                                                            | ${{ stabilizationWindowSeconds: 300 }}
    ${{ scaleDown: { stabilizationWindowSeconds: 10 } }}                          | ${{ stabilizationWindowSeconds: 0 }}                                                            | ${{ stabilizationWindowSeconds: 10 }}
    ${{ scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } }} | ${{ stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] }} | ${{ stabilizationWindowSeconds: 300 }}
  `(
    'gives KEDA KServe’s windows where nothing is said: $behavior',
    ({ behavior, scaleUp, scaleDown }) => {
      expect(scaledObject({ behavior }).advanced).toEqual({
        horizontalPodAutoscalerConfig: { behavior: { scaleUp, scaleDown } },
      });
    },
  );

  it('goes with its Deployment', () => {
    const deployment = { metadata: { name: revision.name, uid: 'd-1' } };
    expect(
      ownedBy(renderScaler(revision, hpa), deployment).metadata,
    ).toMatchObject({
      name: revision.name,
      ownerReferences: [
        { kind: 'Deployment', name: revision.name, uid: 'd-1' },
      ],
    });
  });
});
