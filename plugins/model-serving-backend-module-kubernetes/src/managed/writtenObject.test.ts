import { knownObject } from './ServingBook';
import { writtenObject } from './writtenObject';

const held = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    uid: 'u1',
    resourceVersion: '7',
    finalizers: ['inferenceservice.finalizers'],
    labels: { ours: '1', theirs: '2', nobodys: '3' },
    annotations: { note: 'theirs' },
    managedFields: [
      {
        manager: 'greenroom',
        fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:ours': {} } } },
      },
      {
        manager: 'kubectl',
        fieldsV1: {
          'f:metadata': {
            'f:labels': { 'f:theirs': {} },
            'f:annotations': { 'f:note': {} },
          },
        },
      },
    ],
  },
  spec: { predictor: { minReplicas: 1, logger: {} } },
  status: { url: 'http://iris' },
};
const known = knownObject(held);
/** What a portal that read it writes back, changed. */
const wanted = (change: object, metadata: object = {}) => ({
  apiVersion: held.apiVersion,
  kind: held.kind,
  metadata: {
    name: 'iris',
    namespace: 'demo',
    labels: { ours: '1' },
    ...metadata,
  },
  spec: held.spec,
  ...change,
});

describe('writtenObject', () => {
  it('is nothing when nothing differs, whoever set the rest', () => {
    expect(writtenObject(known, wanted({}))).toBeUndefined();
    expect(writtenObject(known, wanted({ status: {} }))).toBeUndefined();
  });

  it('is nothing for fields that are undefined, and for another order', () => {
    const spec = { predictor: { logger: {}, name: undefined, minReplicas: 1 } };
    expect(writtenObject(known, wanted({ spec }))).toBeUndefined();
  });

  it('replaces the spec, and leaves the rest to the cluster', () => {
    const spec = { predictor: { minReplicas: 2 } };
    expect(writtenObject(known, wanted({ spec }))).toEqual({
      apiVersion: held.apiVersion,
      kind: held.kind,
      metadata: {
        name: 'iris',
        namespace: 'demo',
        uid: 'u1',
        resourceVersion: '7',
        finalizers: ['inferenceservice.finalizers'],
        labels: { ours: '1', theirs: '2', nobodys: '3' },
        annotations: { note: 'theirs' },
      },
      spec,
    });
  });

  it('tells an empty object from none: an empty logger logs', () => {
    const spec = { predictor: { minReplicas: 1 } };
    expect(writtenObject(known, wanted({ spec }))?.spec).toEqual(spec);
  });

  it.each`
    what                                | labels                        | then
    ${'takes away a label of ours'}     | ${{}}                         | ${{ theirs: '2', nobodys: '3' }}
    ${'changes one of theirs if asked'} | ${{ ours: '1', theirs: '9' }} | ${{ ours: '1', theirs: '9', nobodys: '3' }}
  `('$what', ({ labels, then }) => {
    const written = writtenObject(known, wanted({}, { labels }));
    expect(written?.metadata.labels).toEqual(then);
  });
});
