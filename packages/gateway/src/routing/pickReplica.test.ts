import fc from 'fast-check';
import { Candidate, pickReplica } from './pickReplica';

const replica = (inflight: number, isOut = false): Candidate => ({
  inflight,
  isOut,
});

/** A random source that gives these numbers in turn. */
const sequence =
  (...values: number[]) =>
  () =>
    values.shift() ?? 0;

describe('pickReplica', () => {
  it('takes the only one without drawing', () => {
    const only = replica(9);
    const random = jest.fn();
    expect(pickReplica([only], random)).toBe(only);
    expect(random).not.toHaveBeenCalled();
  });

  it('takes the less busy of the two drawn', () => {
    const replicas = [replica(5), replica(1), replica(0)];
    expect(pickReplica(replicas, sequence(0, 0))).toBe(replicas[1]);
    expect(pickReplica(replicas, sequence(0.99, 0))).toBe(replicas[2]);
  });

  it('leaves out what is out of rotation', () => {
    const replicas = [replica(0, true), replica(7), replica(0, true)];
    expect(pickReplica(replicas, Math.random)).toBe(replicas[1]);
  });

  it('knows none when all are out', () => {
    expect(pickReplica([replica(0, true)], Math.random)).toBeUndefined();
    expect(pickReplica([], Math.random)).toBeUndefined();
  });

  it('goes elsewhere on a second try, and back only if there is nowhere else', () => {
    const [first, second] = [replica(0), replica(9)];
    expect(pickReplica([first, second], Math.random, first)).toBe(second);
    expect(pickReplica([first], Math.random, first)).toBe(first);
    const dead = replica(0, true);
    expect(pickReplica([dead], Math.random, dead)).toBeUndefined();
  });

  it('never takes the busiest of three or more, and always one in rotation', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ inflight: fc.nat(50), isOut: fc.boolean() }), {
          maxLength: 12,
        }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (replicas, a, b) => {
          const usable = replicas.filter(r => !r.isOut);
          const picked = pickReplica(replicas, sequence(a, b));
          const most = Math.max(...usable.map(r => r.inflight));
          const busiest = usable.filter(r => r.inflight === most);
          const forbidden =
            usable.length > 1 && busiest.length === 1 ? busiest[0] : undefined;
          expect(
            usable.length === 0
              ? [undefined]
              : usable.filter(r => r !== forbidden),
          ).toContain(picked);
        },
      ),
    );
  });
});
