import { deployment, pod } from '../__testUtils__/pods';
import { REVISION_LABEL } from '../objects';
import type { PodUsage } from '../usage';
import { RevisionBook } from './RevisionBook';
import { revisionOf } from './revisionIdentity';

const HOUR_MS = 3_600_000;
const KEY = 'demo/iris-predictor-00001';

function setup() {
  const time = { now: Date.UTC(2026, 0, 2), seenAt: Infinity };
  const usage = new Map<string, PodUsage>();
  const book = new RevisionBook({
    identify: revisionOf,
    now: () => time.now,
    seenAt: () => Math.min(time.now, time.seenAt),
    usageOf: (namespace, name) => usage.get(`${namespace}/${name}`),
  });
  const metadata = {
    namespace: 'demo',
    name: 'iris-predictor-00001',
    labels: { [REVISION_LABEL]: 'iris-predictor-00001' },
  };
  book.deploymentChanged({ ...deployment(1), metadata });
  book.podChanged({ ...pod({}), metadata: { ...metadata, name: 'a' } });
  const observedAt = () =>
    Date.parse(book.facts({ namespace: 'demo', name: 'iris' })[0].observedAt);
  return { time, usage, book, observedAt };
}

describe('RevisionBook', () => {
  it('sees what is watched all the time, also while nothing changes', () => {
    const { time, book, observedAt } = setup();
    expect(book.facts().map(({ key }) => key)).toEqual([KEY]);
    time.now += HOUR_MS;
    expect(observedAt()).toBe(time.now);
  });

  it('has seen what is not watched any more when it was lost, and keeps what it knew', () => {
    const { time, book, observedAt } = setup();
    time.seenAt = time.now + 1_000;
    time.now += HOUR_MS;
    expect(observedAt()).toBe(time.seenAt);
    expect(book.facts()[0].replicas).toHaveLength(1);
  });

  it('tells what replicas use when it is asked, and makes no news of it', () => {
    const { usage, book } = setup();
    const told: string[] = [];
    book.observe(key => told.push(key));
    const [before] = book.facts()[0].replicas;
    expect('cpuCores' in before).toBe(false);
    const used = {
      cpuCores: 0.25,
      memoryBytes: 1_024,
      measuredAt: '2026-01-02T00:00:00.000Z',
    };
    usage.set('demo/a', used);
    expect(book.facts()[0].replicas).toEqual([{ ...before, ...used }]);
    usage.delete('demo/a');
    expect(book.facts()[0].replicas).toEqual([before]);
    expect(told).toEqual([]);
  });
});
