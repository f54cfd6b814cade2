import { acceptModeOf, parseOptions, Platform } from './options';

const linux: Platform = { platform: 'linux', nodeVersion: '24.1.0', cores: 8 };

describe('parseOptions', () => {
  it('needs no more than a data directory', () => {
    expect(parseOptions(['--data_dir', '/data'], linux)).toEqual({
      dataDir: '/data',
      host: '127.0.0.1',
      port: 8080,
      workers: 2,
      controlHost: '127.0.0.1',
      controlPort: 0,
      metricsPort: 0,
      accept: 'reuse-port',
      upstream: 'native',
      framing: 'native',
      observers: {},
    });
  });

  it('reads where requests are written down', () => {
    const args = ['--data_dir', 'd', '--access_log', '-'];
    const tracing = [
      '--otlp_endpoint',
      'http://c:4318',
      '--trace_ratio',
      '.25',
    ];
    expect(
      parseOptions([...args, ...tracing], linux, {
        OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc, X-Scope=demo',
      }).observers,
    ).toEqual({
      accessLog: '-',
      tracing: {
        endpoint: 'http://c:4318',
        ratio: 0.25,
        headers: { authorization: 'Bearer abc', 'x-scope': 'demo' },
        resource: { 'service.name': 'greenroom-gateway' },
      },
    });
  });

  it('starts no more workers than there are cores', () => {
    const machine = { ...linux, cores: 1 };
    expect(parseOptions(['--data_dir', 'd'], machine).workers).toBe(1);
  });

  it.each`
    args                                                                        | message
    ${[]}                                                                       | ${/--data_dir is missing/}
    ${['--data_dir', 'd', '--port', '70000']}                                   | ${/--port is '70000'/}
    ${['--data_dir', 'd', '--port', 'x']}                                       | ${/--port is 'x'/}
    ${['--data_dir', 'd', '--workers', '0']}                                    | ${/--workers is '0'/}
    ${['--data_dir', 'd', '--framing', 'llhttp']}                               | ${/--framing is 'llhttp'/}
    ${['--data_dir', 'd', '--upstream', 'axios']}                               | ${/--upstream is 'axios'/}
    ${['--data_dir', 'd', '--otlp_endpoint', 'collector:4318']}                 | ${/--otlp_endpoint is not an http/}
    ${['--data_dir', 'd', '--otlp_endpoint', 'http://u:p@c']}                   | ${/without a user name/}
    ${['--data_dir', 'd', '--otlp_endpoint', 'http://c', '--trace_ratio', '2']} | ${/--trace_ratio is '2'/}
    ${['--data_dir', 'd', '--colour', 'red']}                                   | ${/--colour/}
  `('refuses $args', ({ args, message }) => {
    expect(() => parseOptions(args, linux)).toThrow(message);
  });
});

describe('acceptModeOf', () => {
  it.each`
    platform    | nodeVersion  | expected
    ${'linux'}  | ${'22.12.0'} | ${'reuse-port'}
    ${'linux'}  | ${'22.11.0'} | ${'pass'}
    ${'linux'}  | ${'23.0.0'}  | ${'pass'}
    ${'linux'}  | ${'23.1.0'}  | ${'reuse-port'}
    ${'linux'}  | ${'24.0.0'}  | ${'reuse-port'}
    ${'darwin'} | ${'24.0.0'}  | ${'pass'}
    ${'win32'}  | ${'24.0.0'}  | ${'pass'}
  `(
    'is $expected on $platform with Node $nodeVersion',
    ({ expected, ...machine }) => {
      expect(acceptModeOf({ ...machine, cores: 1 })).toBe(expected);
    },
  );
});
