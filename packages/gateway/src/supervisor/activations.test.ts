import { Activations } from './activations';

describe('Activations', () => {
  it('reports at once, then at most once a second, and loses nobody', () => {
    let now = 0;
    const activations = new Activations(() => now);
    expect(activations.report('a', 1)).toBe(1);
    expect(activations.report('a', 1)).toBeUndefined();
    expect(activations.report('b', 2)).toBe(2);
    now = 999;
    expect(activations.report('a', 3)).toBeUndefined();
    now = 1_000;
    expect(activations.report('a', 1)).toBe(5);
  });

  it('forgets revisions that are gone', () => {
    const activations = new Activations(() => 0);
    activations.report('a', 1);
    activations.prune(new Set());
    expect(activations.report('a', 1)).toBe(1);
  });
});
