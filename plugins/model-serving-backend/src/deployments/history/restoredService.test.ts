import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { restoredService } from './restoredService';

function service(
  options: {
    readonly notes?: Record<string, string>;
    readonly labels?: Record<string, string>;
    readonly spec?: object;
  } = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      resourceVersion: '7',
      annotations: options.notes,
      labels: options.labels,
    },
    spec: { predictor: { minReplicas: 1 }, ...options.spec },
  };
}

describe('restoredService', () => {
  it('is this deployment with the spec of then', () => {
    const now = service({ spec: { predictor: { minReplicas: 3 } } });
    const then = service({ spec: { predictor: { timeout: 5 } } });
    expect(restoredService(now, then, { keepsScale: false })).toMatchObject({
      metadata: { name: 'iris', resourceVersion: '7' },
      spec: { predictor: { timeout: 5 } },
    });
  });

  it.each<[string, string]>([
    ['the owner', 'greenroom/owner'],
    ['the name for people', 'openshift.io/display-name'],
    ['whether it is stopped', 'serving.kserve.io/stop'],
    ['whether callers need a token', 'security.opendatahub.io/enable-auth'],
  ])('leaves %s as it is now', (_what, key) => {
    const now = service({ notes: { [key]: 'now' } });
    const then = service({ notes: { [key]: 'then' } });
    const { annotations } = restoredService(now, then, {
      keepsScale: false,
    }).metadata;
    expect(annotations).toEqual({ [key]: 'now' });
    const without = restoredService(service(), then, { keepsScale: false });
    expect(without.metadata.annotations).toEqual({});
  });

  it('leaves who may reach it as it is now, and restores labels and annotations of what runs', () => {
    const visibility = 'networking.kserve.io/visibility';
    const now = service({
      labels: { [visibility]: 'cluster-local', sidecar: 'off', fresh: 'yes' },
      notes: { 'example.com/log': 'debug' },
    });
    const then = service({
      labels: { sidecar: 'on' },
      notes: { 'example.com/log': 'info' },
    });
    expect(
      restoredService(now, then, { keepsScale: false }).metadata,
    ).toMatchObject({
      labels: { [visibility]: 'cluster-local', sidecar: 'on' },
      annotations: { 'example.com/log': 'info' },
    });
  });

  it('keeps the replica bounds of each component, if asked to', () => {
    const now = service({
      spec: {
        predictor: { minReplicas: 5, maxReplicas: 9, timeout: 1 },
        explainer: { minReplicas: 2 },
      },
    });
    const then = service({
      spec: {
        predictor: { minReplicas: 1, timeout: 60 },
        transformer: { minReplicas: 4 },
        explainer: { maxReplicas: 3, timeout: 2 },
      },
    });
    expect(restoredService(now, then, { keepsScale: true }).spec).toEqual({
      predictor: { minReplicas: 5, maxReplicas: 9, timeout: 60 },
      transformer: { minReplicas: 4 },
      explainer: { minReplicas: 2, timeout: 2 },
    });
  });
});
