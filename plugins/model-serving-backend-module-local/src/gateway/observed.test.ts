import { digestOf, gatewayArguments, nothingObserved } from './observed';

describe('gatewayArguments', () => {
  it('says nothing where nothing is written down', () => {
    expect(gatewayArguments({})).toEqual(nothingObserved);
  });

  it('names file, collector and ratio, and keeps headers out of the arguments', () => {
    const { args, env } = gatewayArguments({
      accessLog: '/var/log/access.json',
      tracing: {
        endpoint: 'http://collector:4318',
        ratio: 0.1,
        headers: { authorization: 'Bearer a,b=c' },
      },
    });
    expect(args).toEqual([
      '--access_log',
      '/var/log/access.json',
      '--otlp_endpoint',
      'http://collector:4318',
      '--trace_ratio',
      '0.1',
    ]);
    expect(env).toEqual({
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%2Cb%3Dc',
    });
  });

  it('is told apart by any change', () => {
    const digests = [
      nothingObserved,
      gatewayArguments({ accessLog: '-' }),
      gatewayArguments({
        tracing: { endpoint: 'http://c', ratio: 1, headers: { a: '1' } },
      }),
      gatewayArguments({
        tracing: { endpoint: 'http://c', ratio: 1, headers: { a: '2' } },
      }),
    ].map(digestOf);
    expect(new Set(digests).size).toBe(4);
  });
});
