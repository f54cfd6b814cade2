import { PayloadRecord } from './cloudEvent';
import { PayloadQueue, SinkRefusal } from './payloadQueue';

const limits = {
  maxRecords: 3,
  maxBytes: 100,
  parallel: 2,
  retryAfterMs: [10, 20],
};

function recordOf(id: string, bytes = 1): PayloadRecord {
  return {
    revision: 'demo/iris',
    spec: {
      url: 'http://sink/',
      mode: 'all',
      namespace: 'demo',
      inferenceService: 'iris',
      component: 'predictor',
      endpoint: 'default',
    },
    kind: 'request',
    id,
    time: 0,
    metadata: '{}',
    contentType: undefined,
    contentEncoding: undefined,
    data: Buffer.alloc(bytes),
    isTruncated: false,
  };
}

/** A queue whose deliveries and pauses end when the test says so. */
function queueUnderTest() {
  const deliveries: {
    readonly id: string;
    arrive(): void;
    fail(error: Error): void;
  }[] = [];
  const pauses: { readonly ms: number; end(): void }[] = [];
  const counted: string[] = [];
  const queue = new PayloadQueue({
    limits,
    deliver: ({ id }) =>
      new Promise((resolve, reject) => {
        deliveries.push({ id, arrive: resolve, fail: reject });
      }),
    schedule: (ms, end) => pauses.push({ ms, end }),
    onDelivered: revision => counted.push(`delivered ${revision}`),
    onDropped: revision => counted.push(`dropped ${revision}`),
  });
  return { queue, deliveries, pauses, counted };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

describe('PayloadQueue', () => {
  it('delivers in order, so many at a time', async () => {
    const { queue, deliveries, counted } = queueUnderTest();
    for (const id of ['a', 'b', 'c']) queue.push(recordOf(id));
    expect(deliveries.map(({ id }) => id)).toEqual(['a', 'b']);
    deliveries[1].arrive();
    await settled();
    expect(deliveries.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    deliveries[0].arrive();
    deliveries[2].arrive();
    await queue.whenEmpty();
    expect(counted).toEqual(Array(3).fill('delivered demo/iris'));
  });

  it('drops the newest when there are too many', () => {
    const { queue, counted } = queueUnderTest();
    for (const id of ['a', 'b', 'c', 'd']) queue.push(recordOf(id));
    expect(counted).toEqual(['dropped demo/iris']);
    expect(queue.size).toBe(3);
  });

  it('drops what is too much in bytes, also while the rest is being delivered', () => {
    const { queue, counted } = queueUnderTest();
    queue.push(recordOf('a', 60));
    queue.push(recordOf('b', 60));
    queue.push(recordOf('c', 40));
    expect(counted).toEqual(['dropped demo/iris']);
    expect(queue.size).toBe(2);
  });

  it('tries three times, with a pause before each further try', async () => {
    const { queue, deliveries, pauses, counted } = queueUnderTest();
    queue.push(recordOf('a'));
    for (let tries = 1; tries <= 3; tries++) {
      expect(deliveries).toHaveLength(tries);
      deliveries[tries - 1].fail(new Error('connection refused'));
      await settled();
      pauses[tries - 1]?.end();
    }
    expect(pauses.map(({ ms }) => ms)).toEqual([10, 20]);
    expect(counted).toEqual(['dropped demo/iris']);
    await queue.whenEmpty();
  });

  it('drops at once what will never be taken, and goes on', async () => {
    const { queue, deliveries, counted } = queueUnderTest();
    for (const id of ['a', 'b', 'c']) queue.push(recordOf(id));
    deliveries[0].fail(new SinkRefusal('answered 400'));
    await settled();
    expect(counted).toEqual(['dropped demo/iris']);
    expect(deliveries.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('keeps the place of a record that waits for its next try', async () => {
    const { queue, deliveries } = queueUnderTest();
    for (const id of ['a', 'b', 'c']) queue.push(recordOf(id));
    deliveries[0].fail(new Error('reset'));
    deliveries[1].fail(new Error('reset'));
    await settled();
    expect(deliveries.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
