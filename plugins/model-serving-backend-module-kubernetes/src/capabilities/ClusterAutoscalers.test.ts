import { ClusterAutoscalers } from './ClusterAutoscalers';

describe('ClusterAutoscalers', () => {
  const all = ['hpa', 'keda'];
  it.each`
    cluster               | groups                           | classes                           | needed
    ${'nothing'}          | ${['apps']}                      | ${['none', 'kpa']}                | ${['hpa', 'keda']}
    ${'a metrics server'} | ${['apps', 'metrics.k8s.io']}    | ${['none', 'kpa', 'hpa']}         | ${['keda']}
    ${'KEDA'}             | ${['keda.sh']}                   | ${['none', 'kpa', 'keda']}        | ${['hpa']}
    ${'both'}             | ${['metrics.k8s.io', 'keda.sh']} | ${['none', 'kpa', 'hpa', 'keda']} | ${[]}
  `('offers $classes where the cluster has $cluster', async options => {
    const client = {
      json: async () => ({
        groups: options.groups.map((name: string) => ({ name })),
      }),
    };
    const found = await new ClusterAutoscalers(client as never, () => 0).find();
    expect(found.autoscalerClasses).toEqual(options.classes);
    expect(Object.keys(found.autoscalerNeeds ?? {})).toEqual(options.needed);
    expect(found.clusterAutoscalers).toEqual(all);
  });

  it('asks once a minute', async () => {
    let calls = 0;
    let now = 0;
    const client = {
      json: async () => {
        calls += 1;
        return { groups: [] };
      },
    };
    const autoscalers = new ClusterAutoscalers(client as never, () => now);
    await autoscalers.find();
    now = 59_999;
    await autoscalers.find();
    expect(calls).toBe(1);
    now = 60_000;
    await autoscalers.find();
    expect(calls).toBe(2);
  });
});
