import type { V1Node } from '@kubernetes/client-node';
import { sizeOf } from './sizeOf';

const node = (
  allocatable: Record<string, string>,
  spec: V1Node['spec'] = {},
): V1Node => ({ spec, status: { allocatable } });

describe('sizeOf', () => {
  it('sums what pods may have, and knows accelerators from other resources', () => {
    expect(
      sizeOf([
        node({ cpu: '1930m', memory: '4Gi', 'nvidia.com/gpu': '2' }),
        node({ cpu: '2', memory: '1Gi', 'example.com/npu': '1' }),
        node({ cpu: '1', 'hugepages-2Mi': '4', 'example.com/licence': '9' }),
      ]),
    ).toEqual({
      accelerators: [
        { resource: 'nvidia.com/gpu', title: 'NVIDIA GPU', count: 2 },
        { resource: 'example.com/npu', title: 'example.com/npu', count: 1 },
      ],
      capacity: { cpuCores: 4.93, memoryBytes: 5 * 1024 ** 3 },
    });
  });

  it('leaves out nodes that take no new pods, and says 0 of none', () => {
    const closed = node({ cpu: '8' }, { unschedulable: true });
    expect(sizeOf([closed]).capacity).toEqual({ cpuCores: 0, memoryBytes: 0 });
  });
});
