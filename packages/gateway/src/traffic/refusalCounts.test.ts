import { RefusalCounts } from './refusalCounts';

const A = { NoToken: { client: 2, server: 0 } };
const B = { QueueFull: { client: 0, server: 1 } };

describe('RefusalCounts', () => {
  function counted(): RefusalCounts {
    const counts = new RefusalCounts();
    counts.add('demo/a', 'NoToken', 'client');
    counts.add('demo/a', 'NoToken', 'client');
    counts.add('demo/b', 'QueueFull', 'server');
    return counts;
  }

  it('counts by route, reason and class', () => {
    expect(counted().all()).toEqual({ 'demo/a': A, 'demo/b': B });
  });

  it('tells a worker’s once, and sums of all workers where they changed', () => {
    const worker = counted();
    const total = new RefusalCounts();
    total.merge(worker.take());
    expect(worker.take()).toEqual({});
    expect(total.takeChanged()).toEqual({ 'demo/a': A, 'demo/b': B });
    worker.add('demo/b', 'QueueFull', 'server');
    total.merge(worker.take());
    expect(total.takeChanged()).toEqual({
      'demo/b': { QueueFull: { client: 0, server: 2 } },
    });
    expect(total.takeChanged()).toEqual({});
  });

  it('forgets routes that are gone', () => {
    const counts = counted();
    counts.prune(new Set(['demo/b']));
    expect(counts.all()).toEqual({ 'demo/b': B });
    expect(counts.takeChanged()).toEqual({ 'demo/b': B });
  });
});
