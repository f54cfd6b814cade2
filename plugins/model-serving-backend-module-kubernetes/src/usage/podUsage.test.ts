import { podUsage } from './podUsage';

const timestamp = '2026-01-02T03:04:05Z';
const measuredAt = '2026-01-02T03:04:05.000Z';
const container = (usage: Record<string, string>) => ({ name: 'c', usage });

describe('podUsage', () => {
  it.each`
    situation                     | containers                                                                             | usage
    ${'one container'}            | ${[container({ cpu: '250m', memory: '64Mi' })]}                                        | ${{ cpuCores: 0.25, memoryBytes: 67_108_864 }}
    ${'nanocores and bytes'}      | ${[container({ cpu: '12500000n', memory: '1024' })]}                                   | ${{ cpuCores: 0.0125, memoryBytes: 1024 }}
    ${'several containers'}       | ${[container({ cpu: '1', memory: '1Ki' }), container({ cpu: '500m', memory: '1Ki' })]} | ${{ cpuCores: 1.5, memoryBytes: 2048 }}
    ${'one that is not measured'} | ${[container({ cpu: '1', memory: '1Ki' }), container({ cpu: '1' })]}                   | ${{ cpuCores: 2 }}
    ${'no container yet'}         | ${[]}                                                                                  | ${{}}
  `('of $situation', ({ containers, usage }) => {
    expect(podUsage({ metadata: {}, timestamp, containers })).toEqual({
      ...usage,
      measuredAt,
    });
  });
});
