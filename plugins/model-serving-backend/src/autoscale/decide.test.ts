import fc from 'fast-check';
import { decide, initialScaleState, ScaleSpec, ScaleState } from './decide';

/** As Knative's tests have it: a utilization of 75 %. */
const spec = (change: Partial<ScaleSpec> & { target: number }): ScaleSpec => ({
  total: change.target / 0.75,
  stableWindowMs: 60_000,
  panicThreshold: 2,
  maxScaleUpRate: 10,
  maxScaleDownRate: 10,
  activationScale: 1,
  targetBurstCapacity: 211,
  isReachable: true,
  ...change,
});

type Step = [
  seconds: number,
  ready: number,
  stable: number,
  panic: number,
  desired: number,
  ebc: number,
  isPanicking?: boolean,
];

describe('decide, by the numbers of autoscaling.md §4', () => {
  it.each<[string, ScaleSpec, Step[]]>([
    [
      'panics when the short window needs twice what is ready',
      spec({ target: 10, targetBurstCapacity: 100 }),
      [[0, 1, 50, 50, 5, -137, true]],
    ],
    [
      'reckons bursts with the short window, without panic',
      spec({ target: 10, targetBurstCapacity: 101 }),
      [
        [0, 1, 50, 10, 5, -98, false],
        [2, 1, 100, 10, 10, -98, false],
      ],
    ],
    [
      'never falls in panic, and leaves it a stable window after the last cause',
      spec({ target: 1, targetBurstCapacity: 98 }),
      [
        [0, 10, 11, 25, 25, -110, true],
        [30, 40, 30, 41, 41, -86, true],
        [62, 55, 50, 56, 50, -81, false],
      ],
    ],
    [
      'scales by the long window otherwise',
      spec({ target: 10, targetBurstCapacity: 98 }),
      [
        [0, 8, 100, 100, 10, -92],
        [2, 8, 50, 50, 5, -42],
      ],
    ],
    [
      'goes to zero',
      spec({ target: 10, targetBurstCapacity: 75 }),
      [
        [0, 1, 1, 0, 1, -62],
        [2, 1, 0, 0, 0, -62],
      ],
    ],
    [
      'starts several at once where asked, and none without demand',
      spec({ target: 10, targetBurstCapacity: 75, activationScale: 2 }),
      [
        [0, 1, 0, 0, 0, -62],
        [2, 1, 1, 0, 2, -62],
      ],
    ],
    [
      'grows by at least one, however small the rate',
      spec({ target: 1, targetBurstCapacity: 1982, maxScaleUpRate: 1.1 }),
      [[0, 2, 3, 3.1, 3, -1983]],
    ],
    [
      'falls by a rate while a route points at it',
      spec({ target: 10, targetBurstCapacity: 1982, maxScaleDownRate: 1.1 }),
      [[0, 100, 1, 1, 90, -650]],
    ],
    [
      'falls at once when none does',
      spec({
        target: 10,
        targetBurstCapacity: 1982,
        maxScaleDownRate: 1.1,
        isReachable: false,
      }),
      [[0, 100, 1, 1, 1, -650]],
    ],
    [
      'knows no bursts at capacity 0',
      spec({ target: 10, targetBurstCapacity: 0, panicThreshold: 100 }),
      [[2, 0, 40, 40, 4, 0]],
    ],
  ])('%s', (_case, given, steps) => {
    let state: ScaleState = { maxPanicReplicas: 0 };
    for (const [
      seconds,
      ready,
      stable,
      panic,
      desired,
      ebc,
      isPanicking,
    ] of steps) {
      const decision = decide(given, state, {
        now: seconds * 1000,
        ready,
        stable,
        panic,
      });
      expect(decision).toMatchObject({
        isValid: true,
        desired,
        excessBurstCapacity: ebc,
      });
      const panics = decision.explanation?.isPanicking;
      expect(panics).toBe(isPanicking ?? panics);
      state = decision.state;
    }
  });

  it('keeps float noise', () => {
    const noisy = spec({ target: 1, maxScaleUpRate: 1.1 });
    const at = (ready: number) =>
      decide(
        noisy,
        { maxPanicReplicas: 0 },
        { now: 0, ready, stable: 1000, panic: 0 },
      );
    expect(at(50).desired).toBe(56);
    expect(at(10).desired).toBe(11);
  });

  it.each([undefined, NaN, -1, Infinity])('decides nothing by %s', value => {
    const state = { panicSince: 5, maxPanicReplicas: 7 };
    const reading = { now: 9, ready: 3, stable: value, panic: 1 };
    const decision = decide(spec({ target: 1 }), state, reading);
    expect(decision.isValid).toBe(false);
    expect(decision.state).toBe(state);
  });

  it('holds what it finds when it takes over', () => {
    expect(initialScaleState(5, 1)).toEqual({ maxPanicReplicas: 0 });
    const state = initialScaleState(5, 4);
    const decision = decide(spec({ target: 1 }), state, {
      now: 2_000,
      ready: 4,
      stable: 0,
      panic: 0,
    });
    expect(decision.desired).toBe(4);
  });
});

describe('decide, always', () => {
  const load = fc.double({ min: 0, max: 10_000, noNaN: true });
  const ready = fc.integer({ min: 0, max: 500 });

  it('stays within one step, unless several are to start at once', () => {
    fc.assert(
      fc.property(load, load, ready, (stable, panic, count) => {
        const { desired, explanation } = decide(
          spec({ target: 10 }),
          { maxPanicReplicas: 0 },
          { now: 0, ready: count, stable, panic },
        );
        expect(desired).toBeLessThanOrEqual(explanation?.maxUp ?? -1);
      }),
    );
  });

  it('wants no fewer for more load', () => {
    fc.assert(
      fc.property(load, load, load, ready, (stable, panic, more, count) => {
        const at = (extra: number) =>
          decide(
            spec({ target: 10 }),
            { maxPanicReplicas: 0 },
            {
              now: 0,
              ready: count,
              stable: stable + extra,
              panic: panic + extra,
            },
          ).desired;
        expect(at(more)).toBeGreaterThanOrEqual(at(0));
      }),
    );
  });

  it('never falls while it panics, and does the same again for the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(load, load, ready), { minLength: 2 }),
        readings => {
          const run = () => {
            let state: ScaleState = { maxPanicReplicas: 0 };
            return readings.map(([stable, panic, count], i) => {
              const decision = decide(spec({ target: 10 }), state, {
                now: i * 2000,
                ready: count,
                stable,
                panic,
              });
              const before = state;
              state = decision.state;
              return { before, ...decision };
            });
          };
          const decisions = run();
          const inPanic = decisions.filter(
            ({ before, explanation }) =>
              explanation?.isPanicking && before.panicSince !== undefined,
          );
          for (const { before, desired } of inPanic)
            expect(desired).toBeGreaterThanOrEqual(before.maxPanicReplicas);
          expect(run()).toEqual(decisions);
        },
      ),
    );
  });
});
