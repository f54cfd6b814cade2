import fc from 'fast-check';
import { ModelSpec, Protocol, ServingRuntime } from '../resources';
import { selectRuntimes } from './selectRuntimes';
import { toRuntimeChoice } from './toRuntimeChoice';
import { RuntimeQuery } from './types';

type Format = [name: string, version?: string, priority?: number];

function runtime(
  name: string,
  formats: Format[],
  protocols: Protocol[],
  more: Partial<ServingRuntime['spec']> & {
    cluster?: boolean;
    at?: string;
  } = {},
): ServingRuntime {
  const { cluster, at, ...spec } = more;
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: cluster ? 'ClusterServingRuntime' : 'ServingRuntime',
    metadata: {
      name,
      namespace: cluster ? undefined : 'demo',
      creationTimestamp: at,
    },
    spec: {
      supportedModelFormats: formats.map(([format, version, priority]) => ({
        name: format,
        version,
        priority,
        autoSelect: true,
      })),
      protocolVersions: protocols,
      containers: [{ name: 'kserve-container', image: `${name}:1` }],
      ...spec,
    },
  };
}

const both: Protocol[] = ['v1', 'v2'];

// The fixture of reference kserve-resources §7.
const fixture = [
  runtime('tf-runtime', [['tensorflow', '1', 1]], both),
  runtime('sklearn-runtime', [['sklearn', '0', 1]], both),
  runtime(
    'mlserver-runtime',
    [
      ['sklearn', '0', 2],
      ['lightgbm', '3', 2],
    ],
    ['v2'],
  ),
  runtime('pmml-runtime', [['pmml', '4']], both, {
    disabled: true,
    supportedModelFormats: [{ name: 'pmml', version: '4' }],
  }),
  runtime('cluster-tf-runtime', [['tensorflow', '1', 1]], both, {
    cluster: true,
  }),
  runtime('cluster-xgboost-runtime', [['xgboost', '0', 1]], ['v2'], {
    cluster: true,
  }),
];

function query(
  model: Partial<ModelSpec> & { format: string; version?: string },
  change: Partial<RuntimeQuery> = {},
): RuntimeQuery {
  const { format, version, ...rest } = model;
  return {
    model: { modelFormat: { name: format, version }, ...rest },
    namespace: 'demo',
    runtimes: fixture,
    multiModel: false,
    multiNode: false,
    profile: 'greenroom',
    ...change,
  };
}

function names(selection: ReturnType<typeof selectRuntimes>): string[] {
  return selection.candidates.map(entry => entry.runtime.metadata.name);
}

function whyNot(selection: ReturnType<typeof selectRuntimes>) {
  return Object.fromEntries(
    selection.rejected.map(entry => [
      entry.runtime.metadata.name,
      entry.reason,
    ]),
  );
}

describe('selectRuntimes, as KServe does', () => {
  it.each`
    situation                                 | model                                                                   | order
    ${'the project comes before the cluster'} | ${{ format: 'tensorflow' }}                                             | ${['tf-runtime', 'cluster-tf-runtime']}
    ${'without a protocol v1 is assumed'}     | ${{ format: 'sklearn' }}                                                | ${['sklearn-runtime']}
    ${'with v2 the higher priority wins'}     | ${{ format: 'sklearn', protocolVersion: 'v2' }}                         | ${['mlserver-runtime', 'sklearn-runtime']}
    ${'a protocol the user wrote is kept'}    | ${{ format: 'xgboost', protocolVersion: 'v1' }}                         | ${[]}
    ${'versions are texts: 1.0 is not 1'}     | ${{ format: 'tensorflow', version: '1.0', protocolVersion: 'grpc-v2' }} | ${[]}
    ${'a disabled runtime is out'}            | ${{ format: 'pmml' }}                                                   | ${[]}
  `('$situation', ({ model, order }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      expect(names(selectRuntimes(query(model, { profile })))).toEqual(order);
    }
  });

  it('finds nothing for v2-only runtimes without a protocol, where greenroom relaxes', () => {
    const model = { format: 'xgboost' };
    const strict = selectRuntimes(query(model, { profile: 'kserve' }));
    expect(names(strict)).toEqual([]);
    expect(strict.failure).toEqual({
      reason: 'NoSupportingRuntime',
      message: 'No runtime found to support specified framework/version',
      path: 'spec.predictor.model.modelFormat.name',
    });
    const relaxed = selectRuntimes(query(model));
    expect(relaxed.candidates).toMatchObject([
      {
        runtime: { metadata: { name: 'cluster-xgboost-runtime' } },
        protocol: 'v2',
      },
    ]);
    expect(relaxed.relaxations).toEqual([
      'No protocol is given, so runtimes of any protocol were considered.',
    ]);
    expect(relaxed.failure).toBeUndefined();
  });

  it.each`
    rule                                  | runtimes                                                                                                                                      | order
    ${'higher priority first'}            | ${[runtime('a', [['m', '1', 1]], both), runtime('b', [['m', '1', 2]], both)]}                                                                 | ${['b', 'a']}
    ${'runtimes without priority last'}   | ${[runtime('a', [['m', '1']], both), runtime('b', [['m', '1', 1]], both)]}                                                                    | ${['b', 'a']}
    ${'of equal ones the lower protocol'} | ${[runtime('a', [['m', '1', 1]], []), runtime('b', [['m', '1', 1]], ['v1'])]}                                                                 | ${['b', 'a']}
    ${'then the newer'}                   | ${[runtime('a', [['m', '1', 1]], both, { at: '2026-01-01T00:00:00Z' }), runtime('b', [['m', '1', 1]], both, { at: '2026-02-01T00:00:00Z' })]} | ${['b', 'a']}
    ${'then the name'}                    | ${[runtime('b', [['m', '1', 1]], both), runtime('a', [['m', '1', 1]], both)]}                                                                 | ${['a', 'b']}
    ${'priority never crosses scope'}     | ${[runtime('a', [['m', '1', 9]], both, { cluster: true }), runtime('b', [['m', '1', 1]], both)]}                                              | ${['b', 'a']}
  `('orders by: $rule', ({ runtimes, order }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      const selection = selectRuntimes(
        query({ format: 'm', version: '1' }, { runtimes, profile }),
      );
      expect(names(selection)).toEqual(order);
      expect(whyNot(selection)).toEqual({ [order[1]]: 'outranked' });
    }
  });

  it('takes the priority of the matching entry, where KServe takes that of the first', () => {
    const runtimes = [
      runtime(
        'a',
        [
          ['m', '2', 5],
          ['m', '1', 1],
        ],
        both,
      ),
      runtime('b', [['m', '1', 3]], both),
    ];
    const model = { format: 'm', version: '1' };
    expect(
      names(selectRuntimes(query(model, { runtimes, profile: 'kserve' }))),
    ).toEqual(['a', 'b']);
    expect(names(selectRuntimes(query(model, { runtimes })))).toEqual([
      'b',
      'a',
    ]);
  });

  it('leaves runtimes of other projects out altogether', () => {
    const selection = selectRuntimes(
      query({ format: 'tensorflow' }, { namespace: 'other' }),
    );
    expect(names(selection)).toEqual(['cluster-tf-runtime']);
    expect(whyNot(selection)).toEqual({ 'cluster-xgboost-runtime': 'format' });
  });
});

describe('why a runtime was not picked', () => {
  it.each`
    reason          | change                                                           | sentence
    ${'disabled'}   | ${{ disabled: true }}                                            | ${'"x" is switched off.'}
    ${'multiModel'} | ${{ multiModel: true }}                                          | ${'"x" is for servers that hold many models.'}
    ${'format'}     | ${{ supportedModelFormats: [{ name: 'onnx' }, { name: 'tf' }] }} | ${'"x" does not serve the format m; it serves onnx and tf.'}
    ${'version'}    | ${{ supportedModelFormats: [{ name: 'm', version: '2' }] }}      | ${'"x" does not serve m 1; it serves m 2.'}
    ${'version'}    | ${{ supportedModelFormats: [{ name: 'm', autoSelect: true }] }}  | ${'"x" does not serve m 1; it serves m.'}
    ${'autoSelect'} | ${{ supportedModelFormats: [{ name: 'm', version: '1' }] }}      | ${'"x" serves m 1 only when it is chosen by name.'}
    ${'protocol'}   | ${{ protocolVersions: ['v2', 'grpc-v2'] }}                       | ${'"x" speaks v2 and grpc-v2; the deployment asks for v1.'}
    ${'workerSpec'} | ${{ workerSpec: {} }}                                            | ${'"x" is for models that are spread over several nodes.'}
  `('$reason: $sentence', ({ reason, change, sentence }) => {
    const runtimes = [runtime('x', [['m', '1']], ['v1'], change)];
    const selection = selectRuntimes(
      query({ format: 'm', version: '1', protocolVersion: 'v1' }, { runtimes }),
    );
    expect(selection.candidates).toEqual([]);
    expect(selection.rejected).toMatchObject([{ reason, sentence }]);
    expect(selection.failure?.reason).toBe('NoSupportingRuntime');
  });

  it('passes over what this cluster cannot start, and says so if nothing else fits', () => {
    const problems = { 'ServingRuntime/demo/tf-runtime': 'docker is missing' };
    const model = { format: 'tensorflow' };
    const other = selectRuntimes(query(model, { problems }));
    expect(names(other)).toEqual(['cluster-tf-runtime']);
    expect(whyNot(other)).toMatchObject({ 'tf-runtime': 'unavailable' });

    const none = selectRuntimes(
      query(model, { problems, runtimes: fixture.slice(0, 1) }),
    );
    expect(none.failure).toEqual({
      reason: 'RuntimeUnavailable',
      message:
        '"tf-runtime" serves tensorflow, but this cluster cannot start it: docker is missing',
      path: 'spec.predictor.model.modelFormat.name',
    });
  });

  it('says so too if it fits only by a relaxed rule', () => {
    const selection = selectRuntimes(
      query(
        { format: 'xgboost' },
        {
          problems: {
            'ClusterServingRuntime//cluster-xgboost-runtime': 'not installed',
          },
        },
      ),
    );
    expect(selection.failure?.reason).toBe('RuntimeUnavailable');
    expect(whyNot(selection)).toMatchObject({
      'cluster-xgboost-runtime': 'unavailable',
    });
    expect(selection.relaxations).toEqual([]);
  });

  it('names the winner and its advantage', () => {
    const selection = selectRuntimes(
      query({ format: 'sklearn', protocolVersion: 'v2' }),
    );
    expect(selection.rejected[0].sentence).toBe(
      '"sklearn-runtime" fits too, but "mlserver-runtime" comes first: its priority is 2, against 1.',
    );
  });
});

describe('relaxations of profile greenroom', () => {
  const vllm = runtime('vllm', [['vLLM', '1.0']], ['v2']);
  it.each`
    needed                 | model                                                          | count
    ${'none'}              | ${{ format: 'vLLM', version: '1.0', protocolVersion: 'v2' }}   | ${0}
    ${'protocol'}          | ${{ format: 'vLLM', version: '1.0' }}                          | ${1}
    ${'case'}              | ${{ format: 'vllm', version: '1.0', protocolVersion: 'v2' }}   | ${1}
    ${'version'}           | ${{ format: 'vLLM', version: '1.0.2', protocolVersion: 'v2' }} | ${1}
    ${'protocol and case'} | ${{ format: 'vllm', version: '1.0' }}                          | ${2}
    ${'all three'}         | ${{ format: 'vllm', version: '1.0.2' }}                        | ${3}
  `('$needed: as few as needed', ({ model, count }) => {
    const selection = selectRuntimes(query(model, { runtimes: [vllm] }));
    expect(names(selection)).toEqual(['vllm']);
    expect(selection.relaxations).toHaveLength(count);
    const asKServe = selectRuntimes(
      query(model, { runtimes: [vllm], profile: 'kserve' }),
    );
    expect(names(asKServe)).toEqual(count === 0 ? ['vllm'] : []);
  });

  it('a longer version does not serve a shorter one, nor one that only begins alike', () => {
    for (const version of ['1', '1.01', '2']) {
      const selection = selectRuntimes(
        query({ format: 'vLLM', version }, { runtimes: [vllm] }),
      );
      expect(names(selection)).toEqual([]);
    }
  });

  it('picks whatever KServe picks, for any runtimes and model', () => {
    const protocol = fc.constantFrom<Protocol>('v1', 'v2', 'grpc-v2');
    const anyRuntime = fc
      .record({
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        format: fc.constantFrom('m', 'M', 'n'),
        version: fc.option(fc.constantFrom('1', '1.0'), { nil: undefined }),
        protocols: fc.uniqueArray(protocol),
        cluster: fc.boolean(),
        disabled: fc.boolean(),
        autoSelect: fc.boolean(),
      })
      .map(({ name, format, version, protocols, autoSelect, ...more }) =>
        runtime(name, [], protocols, {
          ...more,
          supportedModelFormats: [{ name: format, version, autoSelect }],
        }),
      );
    const anyModel = fc.record({
      format: fc.constantFrom('m', 'M'),
      version: fc.option(fc.constantFrom('1', '1.0.2'), { nil: undefined }),
      protocolVersion: fc.option(protocol, { nil: undefined }),
      runtime: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRuntime, {
          selector: r => `${r.kind}/${r.metadata.name}`,
        }),
        anyModel,
        (runtimes, model) => {
          const [theirs, ours] = (['kserve', 'greenroom'] as const).map(
            profile => selectRuntimes(query(model, { runtimes, profile })),
          );
          const theirPick = theirs.candidates[0]?.runtime;
          expect(theirPick ?? ours.candidates[0]?.runtime).toBe(
            ours.candidates[0]?.runtime,
          );
          expect(theirPick !== undefined && ours.relaxations.length > 0).toBe(
            false,
          );
          expect(ours.failure === undefined).toBe(ours.candidates.length > 0);
          // Every runtime is either the pick or explained.
          expect(
            ours.rejected.length + Math.min(1, ours.candidates.length),
          ).toBe(runtimes.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a runtime that the deployment names', () => {
  it.each`
    situation                        | model                                                                        | reason                    | message
    ${'is missing'}                  | ${{ format: 'tensorflow', runtime: 'gone' }}                                 | ${'RuntimeNotRecognized'} | ${'Waiting for runtime to become available'}
    ${'is disabled'}                 | ${{ format: 'pmml', runtime: 'pmml-runtime' }}                               | ${'RuntimeDisabled'}      | ${'Specified runtime is disabled'}
    ${'does not speak the protocol'} | ${{ format: 'sklearn', runtime: 'mlserver-runtime', protocolVersion: 'v1' }} | ${'NoSupportingRuntime'}  | ${'Specified runtime does not support specified protocol version'}
    ${'does not serve the format'}   | ${{ format: 'onnx', runtime: 'tf-runtime' }}                                 | ${'NoSupportingRuntime'}  | ${'Specified runtime does not support specified framework/version'}
  `('$situation: $reason', ({ model, reason, message }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      const { failure, candidates } = selectRuntimes(query(model, { profile }));
      expect(candidates).toEqual([]);
      expect(failure).toMatchObject({ reason, message });
    }
  });

  it('need not be selectable automatically, and speaks its own protocol', () => {
    const manual = runtime('manual', [], ['grpc-v2', 'v2'], {
      supportedModelFormats: [{ name: 'm' }],
    });
    const selection = selectRuntimes(
      query({ format: 'm', runtime: 'manual' }, { runtimes: [manual] }),
    );
    expect(selection.candidates).toEqual([{ runtime: manual, protocol: 'v2' }]);
  });

  it('is the one of the project, before one of the cluster with its name', () => {
    const ofProject = runtime('same', [['m']], both);
    const ofCluster = runtime('same', [['m']], both, { cluster: true });
    const selection = selectRuntimes(
      query(
        { format: 'm', runtime: 'same' },
        { runtimes: [ofCluster, ofProject] },
      ),
    );
    expect(selection.candidates[0].runtime).toBe(ofProject);
  });

  it('fails with the reason if this cluster cannot start it', () => {
    const { failure } = selectRuntimes(
      query(
        { format: 'tensorflow', runtime: 'cluster-tf-runtime' },
        {
          problems: {
            'ClusterServingRuntime//cluster-tf-runtime': 'no docker here',
          },
        },
      ),
    );
    expect(failure).toEqual({
      reason: 'RuntimeUnavailable',
      message:
        '"cluster-tf-runtime" cannot be started on this cluster: no docker here',
      path: 'spec.predictor.model.runtime',
    });
  });
});

describe('toRuntimeChoice', () => {
  it('holds names and words only', () => {
    const choice = toRuntimeChoice(
      selectRuntimes(query({ format: 'tensorflow' })),
    );
    expect(choice.chosen).toEqual({
      kind: 'ServingRuntime',
      name: 'tf-runtime',
      protocol: 'v1',
    });
    expect(choice.rejected[0]).toEqual({
      kind: 'ClusterServingRuntime',
      name: 'cluster-tf-runtime',
      reason: 'outranked',
      sentence: expect.stringContaining('it belongs to the project'),
    });
  });

  it('has no choice where nothing fits', () => {
    expect(
      toRuntimeChoice(selectRuntimes(query({ format: 'none' }))).chosen,
    ).toBeUndefined();
  });
});
