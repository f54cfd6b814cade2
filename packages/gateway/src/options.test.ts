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
    });
  });

  it('starts no more workers than there are cores', () => {
    const machine = { ...linux, cores: 1 };
    expect(parseOptions(['--data_dir', 'd'], machine).workers).toBe(1);
  });

  it.each`
    args                                          | message
    ${[]}                                         | ${/--data_dir is missing/}
    ${['--data_dir', 'd', '--port', '70000']}     | ${/--port is '70000'/}
    ${['--data_dir', 'd', '--port', 'x']}         | ${/--port is 'x'/}
    ${['--data_dir', 'd', '--workers', '0']}      | ${/--workers is '0'/}
    ${['--data_dir', 'd', '--framing', 'llhttp']} | ${/--framing is 'llhttp'/}
    ${['--data_dir', 'd', '--upstream', 'axios']} | ${/--upstream is 'axios'/}
    ${['--data_dir', 'd', '--colour', 'red']}     | ${/--colour/}
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
