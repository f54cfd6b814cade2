import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock, settle } from '../testing';
import { LeaseStore } from '../store/types';
import { Leadership, Term } from './Leadership';

/** A lease in memory with the promise of `LeaseStore`, and a switch for an outage. */
class MemoryLeases implements LeaseStore {
  row: { holder: string; until: number; fencing: number } | undefined;
  outage = false;

  async acquire(_name: string, holder: string, ttlMs: number, now: number) {
    if (this.outage) throw new Error('database is away');
    if (this.row && this.row.holder !== holder && this.row.until > now) {
      return undefined;
    }
    const fencing =
      this.row?.holder === holder && this.row.until > now
        ? this.row.fencing
        : (this.row?.fencing ?? 0) + 1;
    this.row = { holder, until: now + ttlMs, fencing };
    return fencing;
  }

  async release(_name: string, holder: string) {
    if (this.row?.holder === holder) this.row.until = 0;
  }
}

function setup() {
  const clock = new FakeClock();
  const leases = new MemoryLeases();
  const make = (
    holder: string,
    begin = async () => {},
    ownClock: FakeClock = clock,
  ) => {
    const log: string[] = [];
    const terms: Term[] = [];
    const leadership = new Leadership({
      leases,
      name: 'control',
      holder,
      clock: ownClock,
      logger: mockServices.logger.mock(),
      office: {
        begin: async term => {
          terms.push(term);
          log.push(`begin ${term.fencing}`);
          await begin();
        },
        end: async () => {
          log.push('end');
        },
      },
    });
    return { leadership, log, terms };
  };
  return { clock, leases, make };
}

describe('Leadership', () => {
  it('lets one of two act, and the other after the first gave the lease back', async () => {
    const { clock, make } = setup();
    const a = make('a');
    const b = make('b');
    await a.leadership.start();
    await b.leadership.start();
    await clock.advance(30_000);
    expect({ a: a.log, b: b.log }).toEqual({ a: ['begin 1'], b: [] });
    await a.leadership.stop();
    expect(a.log).toEqual(['begin 1', 'end']);
    await clock.advance(3_000);
    expect(b.log).toEqual(['begin 2']);
    await b.leadership.stop();
  });

  it('lets another act after a process vanished, once the lease has run out', async () => {
    const { clock, leases, make } = setup();
    leases.row = { holder: 'gone', until: clock.now() + 10_000, fencing: 7 };
    const b = make('b');
    await b.leadership.start();
    await clock.advance(8_000);
    expect(b.log).toEqual([]);
    await clock.advance(5_000);
    expect(b.log).toEqual(['begin 8']);
    await b.leadership.stop();
  });

  it('lets another act 8 s after a process hangs, at the latest', async () => {
    const { clock, make } = setup();
    const hung = new FakeClock(clock.now());
    const a = make('a', async () => {}, hung);
    const b = make('b');
    await a.leadership.start();
    await b.leadership.start();
    // The time of `a` stands still from here
    await clock.advance(5_999);
    expect(b.log).toEqual([]);
    await clock.advance(2_001);
    expect(b.log).toEqual(['begin 2']);
    await b.leadership.stop();
  });

  it('holds the lease until the last thing is done, however long it takes', async () => {
    const { clock, leases, make } = setup();
    const a = make('a');
    const b = make('b');
    await a.leadership.start();
    await b.leadership.start();
    await settle();
    let done: () => void = () => {};
    const last = new Promise<void>(resolve => {
      done = resolve;
    });
    const stopped = a.leadership.stop(() => last);
    await clock.advance(60_000);
    expect(a.log).toEqual(['begin 1', 'end']);
    expect(b.log).toEqual([]);
    expect(leases.row?.holder).toBe('a');
    done();
    await stopped;
    await clock.advance(1_000);
    expect(b.log).toEqual(['begin 2']);
    await b.leadership.stop();
  });

  it('stops to act before the lease runs out when it cannot be renewed', async () => {
    const { clock, leases, make } = setup();
    const a = make('a');
    await a.leadership.start();
    await settle();
    leases.outage = true;
    await clock.advance(4_999);
    expect(a.terms[0].isHeld()).toBe(true);
    await clock.advance(1);
    expect(a.terms[0].isHeld()).toBe(false);
    expect(a.terms[0].signal.aborted).toBe(true);
    expect(a.log).toEqual(['begin 1', 'end']);
    leases.outage = false;
    await clock.advance(6_000);
    expect(a.log).toEqual(['begin 1', 'end', 'begin 2']);
    await a.leadership.stop();
  });

  it('survives lost renewals for most of its time', async () => {
    const { clock, leases, make } = setup();
    const a = make('a');
    await a.leadership.start();
    leases.outage = true;
    await clock.advance(3_500);
    leases.outage = false;
    await clock.advance(20_000);
    expect(a.log).toEqual(['begin 1']);
    await a.leadership.stop();
  });

  it('ends the term at once when somebody else took the lease', async () => {
    const { clock, leases, make } = setup();
    const a = make('a');
    await a.leadership.start();
    await settle();
    leases.row = { holder: 'b', until: clock.now() + 60_000, fencing: 2 };
    await clock.advance(3_000);
    expect(a.terms[0].signal.aborted).toBe(true);
    expect(a.leadership.isHeld()).toBe(false);
    await a.leadership.stop();
    expect(leases.row.holder).toBe('b');
  });

  it('tries again when the work of a term could not be started', async () => {
    const { clock, make } = setup();
    let tries = 0;
    const a = make('a', async () => {
      tries += 1;
      if (tries === 1) throw new Error('database is busy');
    });
    await a.leadership.start();
    await clock.advance(7_000);
    expect(a.log).toEqual(['begin 1', 'end', 'begin 1']);
    expect(a.leadership.isHeld()).toBe(true);
    await a.leadership.stop();
  });

  it('does not hold the term when time jumped over its end, even before a timer ran', async () => {
    const { clock, make } = setup();
    const a = make('a');
    await a.leadership.start();
    await settle();
    const now = clock.now();
    jest.spyOn(clock, 'now').mockReturnValue(now + 60_000);
    expect(a.terms[0].isHeld()).toBe(false);
    jest.restoreAllMocks();
    await a.leadership.stop();
  });
});
