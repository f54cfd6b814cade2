import { mockServices } from '@backstage/backend-test-utils';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoreChange } from '../store/types';
import { ResourceChanges } from './ResourceChanges';

const IRIS = { cluster: 'local', namespace: 'demo', name: 'iris' };
const TWO = { ...IRIS, name: 'two' };
const ELSEWHERE = { ...IRIS, cluster: 'other' };
const S3 = { ...IRIS, name: 's3' };

function setup() {
  const enqueued: ResourceRef[] = [];
  const forgotten: string[] = [];
  const graphs: string[] = [];
  const changes = new ResourceChanges({
    resources: {
      listRefs: async () => ({ refs: [IRIS, TWO, ELSEWHERE] }),
      deploymentsUsingConnection: async () => [TWO],
    },
    graphs: {
      graphChanged: ({ name }) => graphs.push(`graph ${name}`),
      serviceChanged: ({ name }) => graphs.push(`service ${name}`),
    },
    observer: { forget: uid => forgotten.push(uid) },
    enqueue: ref => enqueued.push(ref),
    logger: mockServices.logger.mock(),
  });
  return { changes, enqueued, forgotten, graphs };
}

const upserted = (resourceVersion: string) => ({
  resourceVersion,
  change: 'upserted' as const,
});

function change(
  kind: StoreChange['kind'],
  ref: ResourceRef,
  what: StoreChange['what'],
): StoreChange {
  return { kind, ref, what, uid: `uid-${ref.name}`, resourceVersion: '7' };
}

it.each`
  situation                       | written                                            | enqueued       | graphs              | forgotten
  ${'a new deployment'}           | ${change('InferenceService', IRIS, 'spec')}        | ${[IRIS]}      | ${['service iris']} | ${[]}
  ${'what was seen of one'}       | ${change('InferenceService', IRIS, 'observed')}    | ${[]}          | ${['service iris']} | ${[]}
  ${'a deployment that is gone'}  | ${change('InferenceService', IRIS, 'removed')}     | ${[IRIS]}      | ${['service iris']} | ${['uid-iris']}
  ${'a connection'}               | ${change('Connection', S3, 'spec')}                | ${[TWO]}       | ${[]}               | ${[]}
  ${'a runtime'}                  | ${change('ClusterServingRuntime', S3, 'spec')}     | ${[IRIS, TWO]} | ${[]}               | ${[]}
  ${'what was seen of a runtime'} | ${change('ClusterServingRuntime', S3, 'observed')} | ${[]}          | ${[]}               | ${[]}
  ${'a graph'}                    | ${change('InferenceGraph', IRIS, 'spec')}          | ${[]}          | ${['graph iris']}   | ${[]}
`(
  'tells whom $situation concerns',
  async ({ written, enqueued, graphs, forgotten }) => {
    const seen = setup();
    seen.changes.written(written);
    await new Promise(resolve => setImmediate(resolve));
    expect(seen.enqueued).toEqual(enqueued);
    expect(seen.graphs).toEqual(graphs);
    expect(seen.forgotten).toEqual(forgotten);
  },
);

it('takes what this process wrote for no news when it comes back', async () => {
  const { changes, enqueued } = setup();
  changes.written(change('InferenceService', IRIS, 'spec'));
  changes.hint(IRIS, upserted('7'));
  expect(enqueued).toEqual([IRIS]);
  changes.hint(IRIS, upserted('8'));
  changes.hint(IRIS, upserted('8'));
  expect(enqueued).toEqual([IRIS, IRIS]);
});

it('takes what another process says of what deployments use for news once', async () => {
  const { changes, enqueued } = setup();
  changes.hintUsed('Connection', S3, upserted('1'));
  changes.hintUsed('Connection', S3, upserted('1'));
  await new Promise(resolve => setImmediate(resolve));
  expect(enqueued).toEqual([TWO]);
});

it('takes a deletion for news, and what has the name after it', async () => {
  const { changes, enqueued } = setup();
  changes.hint(IRIS, upserted('1'));
  changes.hint(IRIS, { resourceVersion: '1', change: 'deleted' });
  changes.hint(IRIS, upserted('1'));
  expect(enqueued).toEqual([IRIS, IRIS, IRIS]);
  changes.written(change('Connection', S3, 'spec'));
  changes.written(change('Connection', S3, 'removed'));
  changes.hintUsed('Connection', S3, upserted('7'));
  await new Promise(resolve => setImmediate(resolve));
  expect(enqueued.slice(3)).toEqual([TWO, TWO, TWO]);
});
