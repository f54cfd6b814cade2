import { amountsOf, placementInWords } from './hardware';

const cpu = { resource: 'cpu', title: 'CPU', default: '2', min: '1', max: '8' };
const gpu = {
  resource: 'nvidia.com/gpu',
  title: 'GPU',
  default: '1',
  min: '1',
  max: '2',
};

describe('amountsOf', () => {
  it.each`
    what                            | amount                        | resources                                           | inputs
    ${'what the profile has'}       | ${cpu}                        | ${undefined}                                        | ${['CPU request 2', 'CPU limit 8']}
    ${'a limit without bounds'}     | ${{ ...cpu, max: undefined }} | ${{ requests: { cpu: '3' } }}                       | ${['CPU request 3', 'CPU limit 3']}
    ${'what is given'}              | ${cpu}                        | ${{ requests: { cpu: '3' }, limits: { cpu: '4' } }} | ${['CPU request 3', 'CPU limit 4']}
    ${'one for what is not shared'} | ${gpu}                        | ${{ requests: { 'nvidia.com/gpu': '2' } }}          | ${['GPU 2']}
  `('is $what', ({ amount, resources, inputs }) => {
    expect(
      amountsOf(amount, resources).map(({ label, text }) => `${label} ${text}`),
    ).toEqual(inputs);
  });

  it('says what is out of bounds, of that one alone', () => {
    const resources = { requests: { cpu: '9' }, limits: { cpu: '8' } };
    expect(amountsOf(cpu, resources).map(({ problem }) => problem)).toEqual([
      'the hardware profile allows 1 to 8 of CPU, not 9',
      undefined,
    ]);
  });
});

it.each`
  profile                                 | words
  ${{}}                                   | ${'Replicas run on any node'}
  ${{ queue: 'a' }}                       | ${'Replicas wait in the queue a'}
  ${{ nodeSelector: { a: 'b', c: 'd' } }} | ${'Replicas run on nodes with a=b, c=d'}
  ${{ tolerations: [{ key: 'gpu' }] }}    | ${'Replicas may also run on nodes that are kept free for them'}
`('placementInWords of $profile: $words', ({ profile, words }) => {
  expect(placementInWords(profile)).toBe(words);
});
