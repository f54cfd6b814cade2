import { parse } from 'yaml';
import { yamlToEdit } from './yamlToEdit';

it('keeps what people own and the version that it is based on', () => {
  const text = yamlToEdit({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: {
      name: 'onnx',
      namespace: '',
      uid: 'u',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
      resourceVersion: '7',
      annotations: { a: 'b' },
    },
    spec: { containers: [] },
    status: { anything: true },
  } as Parameters<typeof yamlToEdit>[0]);
  expect(parse(text)).toEqual({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: { name: 'onnx', resourceVersion: '7', annotations: { a: 'b' } },
    spec: { containers: [] },
  });
});
