import { mockServices } from '@backstage/backend-test-utils';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { FakeClock, settle } from '../testing';
import { ModelMetadataReader, parseModelMetadata } from './ModelMetadataReader';

const spec: RevisionSpec = {
  key: 'demo/iris-predictor-00001',
  name: 'iris-predictor-00001',
  service: { cluster: 'local', namespace: 'demo', name: 'iris' },
  serviceUid: 'uid',
  component: 'predictor',
  pod: { labels: {}, annotations: {}, spec: {} },
  modelName: 'my model',
  protocol: 'v2',
};
const metadata = {
  name: 'm',
  inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [],
};

function setup(answers: (() => Response)[]) {
  const clock = new FakeClock();
  const paths: string[] = [];
  const learned: string[] = [];
  const reader = new ModelMetadataReader({
    driver: () => ({
      request: async (_key, _replica, path) => {
        paths.push(path);
        const answer = answers.shift();
        if (!answer) throw new Error('connection refused');
        return answer();
      },
    }),
    onLearned: ({ key }) => learned.push(key),
    clock,
    random: () => 1,
    logger: mockServices.logger.mock(),
  });
  return { reader, clock, paths, learned };
}

describe('ModelMetadataReader', () => {
  it('asks once, and tells that it learned something', async () => {
    const { reader, paths, learned } = setup([() => Response.json(metadata)]);
    reader.ask(spec, 'r1');
    reader.ask(spec, 'r2');
    await settle();
    expect(reader.get(spec.key)).toEqual(metadata);
    expect(paths).toEqual(['/v2/models/my%20model']);
    expect(learned).toEqual([spec.key]);
  });

  it('asks again when the server was not so far, and gives up some time', async () => {
    const { reader, clock, paths } = setup([
      () => new Response('', { status: 503 }),
    ]);
    reader.ask(spec, 'r1');
    await clock.advance(600_000);
    expect(paths).toHaveLength(5);
    expect(reader.get(spec.key)).toBeUndefined();
  });

  it('asks nothing of a server that speaks V1', async () => {
    const { reader, paths } = setup([]);
    reader.ask({ ...spec, protocol: 'v1' }, 'r1');
    await settle();
    expect(paths).toEqual([]);
  });

  it('drops an answer about a revision that is gone, and asks nothing more once stopped', async () => {
    const { reader, clock, paths } = setup([() => Response.json(metadata)]);
    reader.ask(spec, 'r1');
    reader.forget(spec.key);
    await settle();
    expect(reader.get(spec.key)).toBeUndefined();
    reader.ask(spec, 'r1');
    await settle();
    reader.stop();
    await clock.advance(600_000);
    expect(paths).toHaveLength(2);
  });
});

describe('parseModelMetadata', () => {
  it.each`
    situation                         | value                                                                                  | expected
    ${'keeps what V2 names'}          | ${{ ...metadata, versions: ['1'], platform: 'onnx', extra: 1 }}                        | ${{ ...metadata, versions: ['1'], platform: 'onnx' }}
    ${'reads sizes written as text'}  | ${{ name: 'm', inputs: [{ name: 'X', datatype: 'FP32', shape: ['-1', '4'] }] }}        | ${metadata}
    ${'leaves out what is no tensor'} | ${{ name: 'm', inputs: [null, { name: 'X' }, { name: 1, datatype: 'a', shape: [] }] }} | ${{ name: 'm', inputs: [], outputs: [] }}
    ${'can do without tensors'}       | ${{ name: 'm', versions: [1] }}                                                        | ${{ name: 'm', inputs: [], outputs: [] }}
  `('$situation', ({ value, expected }) => {
    expect(parseModelMetadata(value)).toEqual(expected);
  });

  it.each([[null], ['text'], [[]], [{}]])('refuses %j', value => {
    expect(() => parseModelMetadata(value)).toThrow(
      'not the metadata of a model',
    );
  });
});
