import { Tallies } from './tallies';

describe('Tallies', () => {
  it('counts and sums by family and label', () => {
    const tallies = new Tallies();
    tallies.add('batch_size', 'demo/iris-1', 4);
    tallies.add('batch_size', 'demo/iris-1', 2);
    tallies.add('batch_size', 'demo/iris-2', 1);
    tallies.add('spans_dropped_total', '', 3, 3);
    expect(tallies.all()).toEqual({
      batch_size: { 'demo/iris-1': [2, 6], 'demo/iris-2': [1, 1] },
      spans_dropped_total: { '': [3, 3] },
    });
  });

  it('tells each observation once', () => {
    const worker = new Tallies();
    const total = new Tallies();
    worker.add('batch_size', 'demo/iris', 4);
    total.merge(worker.take());
    expect(worker.take()).toEqual({});
    worker.add('batch_size', 'demo/iris', 1);
    total.merge(worker.take());
    expect(total.all()).toEqual({ batch_size: { 'demo/iris': [2, 5] } });
  });

  it('forgets revisions that are gone, and nothing else', () => {
    const tallies = new Tallies();
    tallies.add('batch_size', 'demo/gone', 1);
    tallies.add('batch_size', 'demo/iris', 1);
    tallies.add('shadow_dropped_total', 'demo/gone NoSlot', 1);
    tallies.add('shadow_dropped_total', 'demo/iris NoSlot', 1);
    tallies.add('spans_dropped_total', '', 1);
    tallies.prune(new Set(['demo/iris']));
    expect(tallies.all()).toEqual({
      batch_size: { 'demo/iris': [1, 1] },
      shadow_dropped_total: { 'demo/iris NoSlot': [1, 1] },
      spans_dropped_total: { '': [1, 1] },
    });
  });
});
