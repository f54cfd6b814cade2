import { Span } from './span';
import { exportLimits, SpanExporter } from './spanExporter';

const span: Span = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  name: 'POST',
  kind: 'server',
  startMs: 0,
  endMs: 1,
  attributes: {},
  isError: false,
};

/** An exporter whose pauses and sendings end when the test says so. */
function exporterUnderTest() {
  const sent: { readonly count: number; arrive(): void; fail(): void }[] = [];
  const pauses: (() => void)[] = [];
  const counted = { exported: 0, dropped: 0 };
  const exporter = new SpanExporter({
    send: spans =>
      new Promise((resolve, reject) => {
        sent.push({
          count: spans.length,
          arrive: resolve,
          fail: () => reject(new Error('refused')),
        });
      }),
    schedule(_, callback) {
      pauses.push(callback);
      return () => {};
    },
    onExported: spans => {
      counted.exported += spans;
    },
    onDropped: spans => {
      counted.dropped += spans;
    },
  });
  const record = (count: number) => {
    for (let i = 0; i < count; i++) exporter.record(span);
  };
  return { exporter, record, sent, pauses, counted };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

describe('SpanExporter', () => {
  it('sends what has come after a while', () => {
    const { record, sent, pauses } = exporterUnderTest();
    record(3);
    expect(sent).toHaveLength(0);
    pauses[0]();
    expect(sent.map(({ count }) => count)).toEqual([3]);
  });

  it('sends a full batch at once, one at a time', async () => {
    const { record, sent, counted } = exporterUnderTest();
    record(exportLimits.maxBatch * 2);
    expect(sent.map(({ count }) => count)).toEqual([exportLimits.maxBatch]);
    sent[0].arrive();
    await settled();
    expect(sent).toHaveLength(2);
    expect(counted).toEqual({ exported: exportLimits.maxBatch, dropped: 0 });
  });

  it('drops and counts what it cannot hold, and what did not arrive', async () => {
    const { record, sent, counted } = exporterUnderTest();
    record(exportLimits.maxBatch + exportLimits.maxSpans + 7);
    expect(counted.dropped).toBe(7);
    sent[0].fail();
    await settled();
    expect(counted.dropped).toBe(7 + exportLimits.maxBatch);
  });

  it('flushes all it has', async () => {
    const { exporter, record, sent, counted } = exporterUnderTest();
    record(exportLimits.maxBatch + 5);
    const flushed = exporter.flush();
    sent[0].arrive();
    await settled();
    sent[1].arrive();
    await flushed;
    expect(counted).toEqual({
      exported: exportLimits.maxBatch + 5,
      dropped: 0,
    });
  });
});
