import { testSpec as spec } from './__testUtils__';
import { RevisionScaler } from './RevisionScaler';
import { RequestWindows } from './RequestWindows';

const CLIENTS = 50;
const WANTED = 10;
/** A gateway while replicas are asked for. */
const REPORT_MS = 250;

/**
 * Ms from the first request of a burst at a service at zero until ten replicas are wanted, when the gateway's next report comes
 * `phaseMs` later and each tells of what was so `lagMs` before. Decided is with each report.
 */
function wantedAfter(start: number, phaseMs: number, lagMs: number): number {
  const scaler = new RevisionScaler(spec, {
    now: start - 1_000,
    told: 0,
    ready: 0,
    isInitialized: true,
  });
  const look = (now: number) =>
    scaler.tick({ now, ready: 1, inflight: CLIENTS, isHeld: true });
  scaler.announce(start);
  look(start);
  let told = 0;
  for (let now = start + phaseMs; ; now += REPORT_MS) {
    const seen = Math.max(0, now - lagMs - start) * CLIENTS;
    scaler.record(now, {
      concurrencySeconds: (seen - told) / 1_000,
      arrivals: 0,
      periodMs: REPORT_MS,
    });
    told = seen;
    if (look(now).replicas >= WANTED) return now - start;
  }
}

it('wants what a burst needs before two seconds are over, at whatever moment it comes', () => {
  const waits: number[] = [];
  for (let start = 10_000; start < 11_000; start += 90)
    for (let phase = 10; phase <= REPORT_MS; phase += 40)
      for (let lag = 0; lag < REPORT_MS; lag += 40)
        waits.push(wantedAfter(start, phase, lag));
  expect(Math.max(...waits)).toBeLessThan(2_000);
});

it('does not take a few requests at once for a burst', () => {
  const scaler = new RevisionScaler(spec, {
    now: 0,
    told: 0,
    ready: 0,
    isInitialized: true,
  });
  scaler.announce(1_700);
  // Ten requests that waited 200 ms for the first replica
  scaler.record(1_950, {
    concurrencySeconds: 2,
    arrivals: 10,
    periodMs: REPORT_MS,
  });
  const { replicas } = scaler.tick({
    now: 1_950,
    ready: 1,
    inflight: 0,
    isHeld: true,
  });
  expect(replicas).toBe(1);
});

describe('RequestWindows', () => {
  it('begins with the first request, not with the second that it falls into', () => {
    const windows = new RequestWindows(spec);
    windows.record(500, 30);
    windows.begin(1_900);
    windows.record(1_900, 1);
    windows.record(2_800, 9);
    expect(windows.averages(2_850, 'linear')).toEqual({
      stable: 10,
      panic: 10,
    });
    windows.record(3_000, 10);
    expect(windows.averages(3_000, 'linear')).toEqual({
      stable: 10,
      panic: 10,
    });
  });

  it('counts what is placed before its beginning as its first', () => {
    const windows = new RequestWindows(spec);
    windows.begin(1_900);
    windows.record(1_500, 4);
    expect(windows.averages(1_950, 'linear').stable).toBe(4);
  });

  it('knows nothing before anything was measured', () => {
    expect(new RequestWindows(spec).averages(5_000, 'linear')).toEqual({});
  });
});
