import fc from 'fast-check';
import { TimerEntry, TimerWheel, tickMs } from './timerWheel';

class Recorder extends TimerEntry {
  readonly #onExpire: () => void;

  constructor(onExpire: () => void) {
    super();
    this.#onExpire = onExpire;
  }

  expire(): void {
    this.#onExpire();
  }
}

describe('TimerWheel', () => {
  it('never fires early and at most two ticks late', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { maxLength: 20 }), delays => {
        const wheel = TimerWheel.create(0);
        let now = 0;
        const firedAt = delays.map(() => -1);
        delays.forEach((delay, i) =>
          wheel.schedule(
            new Recorder(() => {
              firedAt[i] = now;
            }),
            delay,
          ),
        );
        for (; now <= 501_000; now += tickMs) wheel.advance(now);
        delays.forEach((delay, i) => {
          expect(firedAt[i]).toBeGreaterThanOrEqual(delay);
          expect(firedAt[i]).toBeLessThanOrEqual(delay + 2 * tickMs);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('fires once', () => {
    const wheel = TimerWheel.create(0);
    const expire = jest.fn();
    wheel.schedule(new Recorder(expire), 100);
    wheel.advance(1_000);
    wheel.advance(1_000_000);
    expect(expire).toHaveBeenCalledTimes(1);
  });

  it('does not fire what was cancelled', () => {
    const wheel = TimerWheel.create(0);
    const expire = jest.fn();
    const entry = new Recorder(expire);
    wheel.schedule(entry, 100);
    wheel.cancel(entry);
    wheel.cancel(entry);
    wheel.advance(10_000);
    expect(expire).not.toHaveBeenCalled();
  });

  it('counts anew when armed again', () => {
    const wheel = TimerWheel.create(0);
    const expire = jest.fn();
    const entry = new Recorder(expire);
    wheel.schedule(entry, 200);
    wheel.advance(200);
    wheel.schedule(entry, 200);
    wheel.advance(400);
    expect(expire).not.toHaveBeenCalled();
    wheel.advance(600);
    expect(expire).toHaveBeenCalledTimes(1);
  });

  it('lets one expiry cancel another of the same tick', () => {
    const wheel = TimerWheel.create(0);
    const expire = jest.fn();
    const second = new Recorder(expire);
    wheel.schedule(new Recorder(() => wheel.cancel(second)), 100);
    wheel.schedule(second, 100);
    wheel.advance(1_000);
    expect(expire).not.toHaveBeenCalled();
  });

  it('may be armed again by its own expiry', () => {
    const wheel = TimerWheel.create(0);
    let count = 0;
    const entry = new Recorder(() => {
      count++;
      wheel.schedule(entry, 100);
    });
    wheel.schedule(entry, 100);
    wheel.advance(1_000);
    expect(count).toBe(5);
  });
});
