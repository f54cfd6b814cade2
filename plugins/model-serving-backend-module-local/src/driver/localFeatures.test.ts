import { LocalFeatureInputs, localFeatures } from './localFeatures';

const machine: LocalFeatureInputs = {
  cpus: 4,
  memoryBytes: 8.5 * 1024 ** 3,
  programs: ['model-server'],
  hasOnnxRuntime: true,
  hasGateway: true,
};

const feature = (name: string, of: Partial<LocalFeatureInputs> = {}) =>
  localFeatures({ ...machine, ...of }).find(
    ({ feature: known }) => known === name,
  );

describe('localFeatures', () => {
  it.each`
    name               | of                           | state        | follows
    ${'processes'}     | ${{}}                        | ${'present'} | ${'images are refused'}
    ${'onnx'}          | ${{}}                        | ${'present'} | ${'are served'}
    ${'onnx'}          | ${{ hasOnnxRuntime: false }} | ${'absent'}  | ${'cannot be started'}
    ${'gateway'}       | ${{}}                        | ${'present'} | ${'Splits'}
    ${'gateway'}       | ${{ hasGateway: false }}     | ${'absent'}  | ${'no endpoints'}
    ${'kserve'}        | ${{}}                        | ${'absent'}  | ${'Greenroom itself'}
    ${'keda'}          | ${{}}                        | ${'absent'}  | ${'refused'}
    ${'accelerators'}  | ${{}}                        | ${'absent'}  | ${'run on CPUs'}
    ${'authorization'} | ${{}}                        | ${'present'} | ${'tokens'}
  `('$name with $of: $state', ({ name, of, state, follows }) => {
    expect(feature(name, of)).toMatchObject({
      state,
      follows: expect.stringContaining(follows),
    });
  });

  it('says how large the machine is', () => {
    expect(feature('processes')?.details).toEqual([
      '4 CPUs, 8 GiB for replicas',
      'programs model-server',
    ]);
  });
});
