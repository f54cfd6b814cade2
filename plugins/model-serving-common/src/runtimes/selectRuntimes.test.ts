import fc from 'fast-check';
import { both, names, query, runtime, whyNot } from '../__fixtures__/runtimes';
import { Protocol } from '../resources';
import { selectRuntimes } from './selectRuntimes';

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
