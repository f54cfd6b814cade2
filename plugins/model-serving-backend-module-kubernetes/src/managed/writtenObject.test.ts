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
  const VISIBILITY = 'networking.kserve.io/visibility';
  const PROFILE = 'opendatahub.io/hardware-profile-name';
  const QUEUE = 'kueue.x-k8s.io/queue-name';

  it.each`
    what                               | labels                                          | annotations             | left
    ${'an open route goes'}            | ${{ [VISIBILITY]: 'exposed', team: 'a' }}       | ${{}}                   | ${['team']}
    ${'a closed one stays closed'}     | ${{ [VISIBILITY]: 'cluster-local', team: 'a' }} | ${{}}                   | ${[VISIBILITY, 'team']}
    ${'a profile goes with its queue'} | ${{ [QUEUE]: 'a', team: 'a' }}                  | ${{ [PROFILE]: 'gpu' }} | ${['team']}
    ${'a queue of its own stays'}      | ${{ [QUEUE]: 'a' }}                             | ${{}}                   | ${[QUEUE]}
  `('$what, whoever set it', ({ labels, annotations, left }) => {
    const metadata = {
      ...held.metadata,
      labels,
      annotations,
      managedFields: [],
    };
    const theirs = knownObject({ ...held, metadata });
    const spec = { predictor: { minReplicas: 2 } };
    const written = writtenObject(theirs, wanted({ spec }, { labels: {} }));
    expect(Object.keys(written?.metadata.labels ?? {})).toEqual(left);
    expect(written?.metadata.annotations).toEqual({});
  });

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
