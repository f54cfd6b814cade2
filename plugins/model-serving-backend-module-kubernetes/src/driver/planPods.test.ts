import * as fc from 'fast-check';
import { PlannedPod, planPods } from './planPods';

const pod = (name: string, change: Partial<PlannedPod> = {}): PlannedPod => ({
  name,
  isReady: true,
  createdAt: name.charCodeAt(0),
  isLeaving: false,
  isDrained: false,
  ...change,
});

describe('planPods', () => {
  it.each([
    ['nothing runs', [], 2, { scale: 2, leave: [], stay: [] }],
    [
      'as many as wanted',
      [pod('a'), pod('b')],
      2,
      { scale: 2, leave: [], stay: [] },
    ],
    ['more are wanted', [pod('a')], 3, { scale: 3, leave: [], stay: [] }],
    [
      'fewer: the youngest leaves, and runs until it is drained',
      [pod('a'), pod('b')],
      1,
      { scale: 2, leave: ['b'], stay: [] },
    ],
    [
      'it was chosen already',
      [pod('a'), pod('b', { isLeaving: true })],
      1,
      { scale: 2, leave: [], stay: [] },
    ],
    [
      'it is drained',
      [pod('a'), pod('b', { isLeaving: true, isDrained: true })],
      1,
      { scale: 1, leave: [], stay: [] },
    ],
    [
      'one that is not ready goes first, at once',
      [pod('a', { isReady: false }), pod('b')],
      1,
      { scale: 1, leave: ['a'], stay: [] },
    ],
    [
      'a choice is kept though an older one might go',
      [pod('a', { isLeaving: true }), pod('b')],
      1,
      { scale: 2, leave: [], stay: [] },
    ],
    [
      'more are wanted again',
      [pod('a'), pod('b', { isLeaving: true })],
      2,
      { scale: 2, leave: [], stay: ['b'] },
    ],
    [
      'none are wanted',
      [pod('a'), pod('b', { isReady: false })],
      0,
      { scale: 1, leave: ['a', 'b'], stay: [] },
    ],
  ])('%s', (_what, pods, wanted, plan) => {
    expect(planPods(pods, wanted)).toEqual(plan);
  });

  it('never ends a pod that gateways use, and comes to what is wanted', () => {
    const pods = fc.uniqueArray(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 3 }),
        isReady: fc.boolean(),
        createdAt: fc.nat(5),
        isLeaving: fc.boolean(),
        isDrained: fc.boolean(),
      }),
      { selector: ({ name }) => name, maxLength: 8 },
    );
    fc.assert(
      fc.property(pods, fc.nat(8), (given, wanted) => {
        let now: readonly PlannedPod[] = given.map(known => ({
          ...known,
          isDrained: known.isDrained && known.isLeaving,
        }));
        for (let round = 0; round < 3; round++) {
          const { scale, leave, stay } = planPods(now, wanted);
          const marked = now.map(known => ({
            ...known,
            isLeaving:
              !stay.includes(known.name) &&
              (known.isLeaving || leave.includes(known.name)),
            isDrained: known.isDrained && !stay.includes(known.name),
          }));
          const inUse = marked.filter(
            ({ isReady, isDrained }) => isReady && !isDrained,
          );
          // As Kubernetes chooses: what is not ready, then by cost, then the youngest.
          const survivors = [...marked]
            .sort(
              (a, b) =>
                Number(b.isReady) - Number(a.isReady) ||
                Number(a.isDrained) - Number(b.isDrained) ||
                Number(a.isLeaving) - Number(b.isLeaving) ||
                a.createdAt - b.createdAt,
            )
            .slice(0, scale);
          for (const used of inUse) expect(survivors).toContain(used);
          now = survivors.map(known => ({
            ...known,
            isDrained: known.isLeaving,
          }));
        }
        expect(planPods(now, wanted).scale).toBe(wanted);
        expect(now.length).toBeLessThanOrEqual(wanted);
        expect(now.every(({ isLeaving }) => !isLeaving)).toBe(true);
      }),
    );
  });
});
