import type { CoreV1Event } from '@kubernetes/client-node';
import { EventBook } from './EventBook';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 3, minute));

function event(
  name: string,
  change: Partial<CoreV1Event> & { readonly of?: string } = {},
): CoreV1Event {
  const { of = 'iris-predictor-00001', ...rest } = change;
  return {
    metadata: { namespace: 'demo', name },
    involvedObject: { kind: 'Pod', namespace: 'demo', name: of },
    type: 'Normal',
    reason: 'Pulled',
    message: 'it is there',
    firstTimestamp: at(1),
    lastTimestamp: at(1),
    count: 1,
    ...rest,
  };
}

const all = () => true;
const reasons = (book: EventBook) =>
  book.of('demo', all, 10).map(({ reason }) => reason);

describe('EventBook', () => {
  it("tells of events with their object, as the cluster's, newest first", () => {
    const book = new EventBook();
    book.changed(event('a', { reason: 'Pulled' }));
    book.changed(
      event('b', {
        type: 'Warning',
        reason: 'BackOff',
        firstTimestamp: at(2),
        lastTimestamp: at(9),
        count: 7,
      }),
    );
    expect(book.of('demo', all, 10)).toEqual([
      {
        source: 'cluster',
        type: 'Warning',
        reason: 'BackOff',
        message: 'it is there',
        object: 'Pod/iris-predictor-00001',
        firstSeen: at(2).toISOString(),
        lastSeen: at(9).toISOString(),
        count: 7,
      },
      expect.objectContaining({ reason: 'Pulled', count: 1 }),
    ]);
    expect(book.of('demo', all, 1)).toHaveLength(1);
    expect(book.of('dem', all, 10)).toEqual([]);
    expect(book.of('demo', ({ kind }) => kind === 'Node', 10)).toEqual([]);
  });

  it('makes one of those that say the same of the same object', () => {
    const book = new EventBook();
    book.changed(event('a', { lastTimestamp: at(3), count: 2 }));
    book.changed(
      event('b', { firstTimestamp: at(5), lastTimestamp: at(6), count: 3 }),
    );
    book.changed(event('c', { of: 'another' }));
    expect(book.of('demo', all, 10)).toEqual([
      expect.objectContaining({
        firstSeen: at(1).toISOString(),
        lastSeen: at(6).toISOString(),
        count: 5,
      }),
      expect.objectContaining({ object: 'Pod/another', count: 1 }),
    ]);
  });

  it('knows an event as it was told of last, until it is gone', () => {
    const book = new EventBook();
    book.changed(event('a', { count: 1 }));
    book.changed(event('a', { count: 2 }));
    expect(book.of('demo', all, 10)).toEqual([
      expect.objectContaining({ count: 2 }),
    ]);
    book.gone({ metadata: { namespace: 'demo', name: 'a' } });
    expect(reasons(book)).toEqual([]);
  });

  it('forgets those that were told of longest ago when there are too many', () => {
    const book = new EventBook(2);
    for (const name of ['A', 'B']) book.changed(event(name, { reason: name }));
    book.changed(event('A', { reason: 'A', lastTimestamp: at(8) }));
    book.changed(event('C', { reason: 'C', lastTimestamp: at(9) }));
    expect(reasons(book)).toEqual(['C', 'A']);
  });

  it('says nothing of two that wrote at once, and reads series', () => {
    const book = new EventBook();
    const message =
      'the object has been modified; please apply your changes to the latest version';
    book.changed(event('a', { message }));
    book.changed(
      event('b', {
        firstTimestamp: undefined,
        lastTimestamp: undefined,
        count: undefined,
        eventTime: at(4) as CoreV1Event['eventTime'],
        series: {
          count: 12,
          lastObservedTime: at(7) as CoreV1Event['eventTime'],
        },
      }),
    );
    expect(book.of('demo', all, 10)).toEqual([
      expect.objectContaining({
        firstSeen: at(4).toISOString(),
        lastSeen: at(7).toISOString(),
        count: 12,
      }),
    ]);
  });
});
