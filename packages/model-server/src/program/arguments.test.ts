import { parseArguments } from './arguments';

it('has defaults for all but the name', () => {
  expect(parseArguments(['--model_name=m'])).toEqual({
    modelName: 'm',
    modelDir: '/mnt/models',
    host: '127.0.0.1',
    httpPort: 8080,
    grpcPort: undefined,
    threads: 1,
    maxBodyBytes: 104_857_600,
    stateFile: undefined,
    instanceId: undefined,
  });
});

it('takes both spellings, and the last of several', () => {
  const parsed = parseArguments([
    '--model_name=a',
    '--model_name',
    'b=c',
    '--http_port=1',
    '--http_port=0',
    '--grpc_port',
    '9000',
    '--threads=4',
    '--max_body_bytes=1000',
    '--state_file=/tmp/s',
    '--instance_id=i-1',
    '--host=0.0.0.0',
    '--model_dir=/m',
  ]);
  expect(parsed).toEqual({
    modelName: 'b=c',
    modelDir: '/m',
    host: '0.0.0.0',
    httpPort: 0,
    grpcPort: 9000,
    threads: 4,
    maxBodyBytes: 1000,
    stateFile: '/tmp/s',
    instanceId: 'i-1',
  });
});

it.each`
  situation                      | argv                                            | message
  ${'no name'}                   | ${[]}                                           | ${'--model_name is required'}
  ${'an empty name'}             | ${['--model_name=']}                            | ${'--model_name is required'}
  ${'unknown ones, all named'}   | ${['--model_name=m', '--a', '1', '--b=2', 'c']} | ${'unknown arguments --a, --b=2, c; known are --model_name'}
  ${'one with single dash'}      | ${['-v']}                                       | ${'unknown argument -v;'}
  ${'one without value'}         | ${['--model_name=m', '--threads']}              | ${'--threads needs a value'}
  ${'a key in place of a value'} | ${['--model_name', '--threads=1']}              | ${'--model_name needs a value'}
  ${'a port that is none'}       | ${['--model_name=m', '--http_port=http']}       | ${"--http_port must be a whole number from 0 to 65535, it is 'http'"}
  ${'a port out of range'}       | ${['--model_name=m', '--grpc_port=65536']}      | ${"--grpc_port must be a whole number from 0 to 65535, it is '65536'"}
  ${'no thread'}                 | ${['--model_name=m', '--threads=0']}            | ${'--threads must be a whole number from 1'}
  ${'an id that splits headers'} | ${['--model_name=m', '--instance_id=a\r\nb']}   | ${'--instance_id may hold letters'}
`('refuses $situation', ({ argv, message }) => {
  expect(() => parseArguments(argv)).toThrow(message);
});
