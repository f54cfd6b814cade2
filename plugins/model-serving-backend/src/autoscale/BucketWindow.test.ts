import { BucketWindow, weightOfNewest } from './BucketWindow';

const window = (seconds: number) =>
  BucketWindow.create({ windowMs: seconds * 1000, granularityMs: 1000 });
const at = (seconds: number) => seconds * 1000;

describe('BucketWindow, by the example of autoscaling.md §3', () => {
  it('averages linearly', () => {
    const five = window(5);
    const record = (seconds: number, value: number) =>
      five.record(at(seconds), value);
    const read = (seconds: number) => five.average(at(seconds), 'linear');
    record(0, 1);
    expect(read(0)).toBe(1);
    record(1, 2);
    record(2, 3);
    record(3, 4);
    record(4, 5);
    expect(read(4)).toBe(3);
    expect(read(3.6)).toBe(3);
    expect(read(6)).toBe(4);
    expect(read(10)).toBe(0);
    record(6, 91);
    expect(read(6)).toBe(20.6);
    record(66, 1984);
    expect(read(66)).toBe(1984);
  });

  it('averages with weights', () => {
    const five = window(5);
    five.record(at(0), 2);
    const c = weightOfNewest(5);
    expect(five.average(at(0), 'weighted-exponential')).toBeCloseTo(2 * c);
    expect(five.average(at(1), 'weighted-exponential')).toBeCloseTo(
      2 * c * (1 - c),
    );
    expect(weightOfNewest(6)).toBeCloseTo(0.78456);
    expect(weightOfNewest(60)).toBe(0.2);
  });

  it('keeps what fits when its length changes', () => {
    const it = window(5);
    for (let second = 0; second < 6; second++)
      it.record(at(second), second + 1);
    expect(it.average(at(5), 'linear')).toBe(4);
    it.resize(at(5), at(10));
    expect(it.average(at(5), 'linear')).toBe(4);
    it.record(at(6), 7);
    expect(it.average(at(6), 'linear')).toBe(4.5);
    it.resize(at(6), at(4));
    expect(it.average(at(6), 'linear')).toBe(5.5);
  });

  it('is empty only after more than a window of silence', () => {
    const it = window(5);
    expect(it.isEmpty(at(0))).toBe(true);
    it.record(at(0), 1);
    expect(it.isEmpty(at(5.9))).toBe(false);
    expect(it.average(at(5), 'linear')).toBe(0);
    expect(it.isEmpty(at(6))).toBe(true);
  });

  it('adds up what falls into one second, and ignores what is too old', () => {
    const it = window(5);
    it.record(at(10), 10);
    it.record(at(10.5), 1);
    it.record(at(5), 99);
    expect(it.average(at(10), 'linear')).toBe(11);
    it.record(at(8), 1);
    expect(it.average(at(10), 'linear')).toBe(4);
  });
});
