import fc from 'fast-check';
import type { KubernetesObject } from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';
import { readDocuments } from './readDocuments';
import { inOrder, writeYaml } from './writeYaml';

const graph = (spec: unknown): KubernetesObject & { spec: unknown } => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: {
    name: 'g',
    namespace: 'demo',
    uid: 'u',
    resourceVersion: '1-u',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00.000Z',
    annotations: { 'greenroom/owner': 'group:default/a' },
  },
  spec,
});

it('writes what people wrote, and nothing that a server fills in', () => {
  const stored = { ...graph({ nodes: {} }), status: { conditions: [] } };
  expect(writeYaml([stored])).toBe(
    [
      'apiVersion: serving.kserve.io/v1alpha1',
      'kind: InferenceGraph',
      'metadata:',
      '  name: g',
      '  namespace: demo',
      '  annotations:',
      '    greenroom/owner: group:default/a',
      'spec:',
      '  nodes: {}',
      '',
    ].join('\n'),
  );
});

it('quotes what YAML 1.1, which kubectl reads, takes for something else', () => {
  const odd = [
    'yes',
    'off',
    'n',
    '1:20',
    '0777',
    '1e3',
    '2020-01-01',
    '~',
    '0x1f',
    'null',
    '',
  ];
  const text = writeYaml([graph({ odd })]);
  expect(parse(text, { version: '1.1' }).spec.odd).toEqual(odd);
  expect(parse(text, { version: '1.2' }).spec.odd).toEqual(odd);
});

it('reads back as it was, whatever is in it', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map(
    // JSON has no -0
    value => JSON.parse(JSON.stringify(value)) as unknown,
  );
  fc.assert(
    fc.property(fc.array(json, { minLength: 1, maxLength: 3 }), specs => {
      const read = readDocuments(writeYaml(specs.map(graph)));
      expect(
        read.map(({ content }) => (content as { spec: unknown }).spec),
      ).toEqual(specs);
    }),
    { numRuns: 200 },
  );
});

it('puts what others refer to first', () => {
  const kinds = [
    'InferenceGraph',
    'InferenceService',
    'ServingRuntime',
  ] as const;
  expect(
    inOrder(kinds.map(kind => ({ kind }))).map(({ kind }) => kind),
  ).toEqual(['ServingRuntime', 'InferenceService', 'InferenceGraph']);
});
