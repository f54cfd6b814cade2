import { AccessEntry, accessLine } from './accessLine';

const entry: AccessEntry = {
  time: Date.parse('2026-11-21T09:00:00.5Z'),
  method: 'POST',
  target: '/serving/demo/iris/v2/models/iris/infer',
  host: 'localhost:8080',
  route: 'demo/iris',
  revision: 'demo/iris-predictor-00001',
  status: 200,
  reason: undefined,
  bytesIn: 10,
  bytesOut: 20,
  durationMs: 1.23456,
  queueMs: 0,
  client: '127.0.0.1',
  requestId: 'r-1',
  traceId: 'a'.repeat(32),
};

describe('accessLine', () => {
  it('is one line of JSON', () => {
    const line = accessLine(entry);
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      time: '2026-11-21T09:00:00.500Z',
      method: 'POST',
      path: '/serving/demo/iris/v2/models/iris/infer',
      host: 'localhost:8080',
      route: 'demo/iris',
      revision: 'demo/iris-predictor-00001',
      status: 200,
      bytesIn: 10,
      bytesOut: 20,
      durationMs: 1.235,
      queueMs: 0,
      client: '127.0.0.1',
      requestId: 'r-1',
      traceId: 'a'.repeat(32),
    });
  });

  it('never holds a query', () => {
    const line = accessLine({ ...entry, target: '/a?token=gr_secret#x' });
    expect(line).not.toContain('secret');
    expect(JSON.parse(line).path).toBe('/a');
  });

  it('stays one short line whatever a client writes', () => {
    const line = accessLine({
      ...entry,
      target: `/\n"${'x'.repeat(20_000)}`,
      host: `a\n${'y'.repeat(20_000)}`,
    });
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line.length).toBeLessThan(3_000);
  });
});
