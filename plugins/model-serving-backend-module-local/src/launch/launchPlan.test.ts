import { Container } from '@greenroom/backstage-plugin-model-serving-common';
import { launchCommand, launchTemplate, placeModel } from './launchPlan';
import { Program } from './programs';

const server: Program = {
  command: '/usr/bin/server',
  args: ['run'],
  trailingArgs: ['--state=$(STATE_FILE)'],
  env: { LEVEL: 'platform', PATH: '/opt/bin' },
  reportsState: false,
};

const site = {
  folder: '/data/replicas/r',
  modelFolder: '/data/models/abc',
  instanceId: 'i-1',
  port: 4000,
  grpcPort: 4001,
  gatewayHost: '127.0.0.1:8080',
  path: '/bin',
};

function read(container: Container, program: Program = server) {
  return launchTemplate(
    {
      pod: { labels: {}, annotations: {}, spec: { containers: [container] } },
      modelName: 'my model',
      protocol: 'v2',
    },
    new Map([['server', program]]),
  );
}

function templateOf(container: Container, program?: Program) {
  const result = read(container, program);
  if ('problem' in result) throw new Error(result.problem.message);
  return result.template;
}

describe('launchCommand', () => {
  it('puts the call together: program, runtime, program', () => {
    const template = templateOf({
      command: ['server', '--verbose'],
      args: ['--dir=/mnt/models', '--port=$(PORT)', '--raw=$$(PORT)'],
      env: [
        { name: 'LEVEL', value: 'service' },
        { name: 'FILE', value: '/mnt/models/a' },
        { name: 'HOME', value: '/root' },
      ],
    });
    expect(launchCommand(template, site)).toEqual({
      file: '/usr/bin/server',
      args: [
        'run',
        '--verbose',
        '--dir=/data/models/abc',
        '--port=4000',
        '--raw=$(PORT)',
        '--state=/data/replicas/r/state.json',
      ],
      env: {
        PATH: '/opt/bin',
        LANG: 'C.UTF-8',
        PORT: '4000',
        GRPC_PORT: '4001',
        GATEWAY_HOST: '127.0.0.1:8080',
        INSTANCE_ID: 'i-1',
        STATE_FILE: '/data/replicas/r/state.json',
        MODEL_DIR: '/data/models/abc',
        LEVEL: 'platform',
        FILE: '/data/models/abc/a',
        HOME: '/data/replicas/r',
        TMPDIR: '/data/replicas/r/tmp',
      },
      cwd: '/data/replicas/r',
    });
  });

  it('lets no service change what the driver says about a replica', () => {
    const template = templateOf({
      command: ['server'],
      env: [{ name: 'INSTANCE_ID', value: 'forged' }],
    });
    expect(launchCommand(template, site).env.INSTANCE_ID).toBe('i-1');
  });
});

it('tells a component of a service where to listen and where the gateway is', () => {
  const template = templateOf({
    command: ['server'],
    args: [
      '--predictor_host',
      '$(GATEWAY_HOST)/components/demo/iris/predictor',
      '--http_port',
      '$(PORT)',
    ],
  });
  const { args } = launchCommand(template, { ...site, modelFolder: undefined });
  expect(args).toEqual(
    expect.arrayContaining([
      '127.0.0.1:8080/components/demo/iris/predictor',
      '4000',
    ]),
  );
});

describe('placeModel', () => {
  it.each`
    text                         | expected
    ${'/mnt/models'}             | ${'/m'}
    ${'--dir=/mnt/models/v1'}    | ${'--dir=/m/v1'}
    ${'file:///mnt/models'}      | ${'file:///m'}
    ${'/mnt/models:/mnt/models'} | ${'/m:/m'}
    ${'/mnt/models-old'}         | ${'/mnt/models-old'}
    ${'/mnt/models2'}            | ${'/mnt/models2'}
    ${'/srv/mnt/models'}         | ${'/srv/mnt/models'}
  `('$text becomes $expected', ({ text, expected }) => {
    expect(placeModel(text, '/m')).toBe(expected);
  });

  it('takes a folder with special characters as it is', () => {
    expect(placeModel('/mnt/models', '/a$&b')).toBe('/a$&b');
  });
});

describe('launchTemplate', () => {
  it.each`
    situation                            | container                                                                     | port
    ${'nothing is said about ports'}     | ${{}}                                                                         | ${{ kind: 'picked' }}
    ${'a port is declared'}              | ${{ ports: [{ containerPort: 80 }] }}                                         | ${{ kind: 'fixed', port: 80 }}
    ${'the declared port can be chosen'} | ${{ ports: [{ containerPort: 80 }], args: ['$(PORT)'] }}                      | ${{ kind: 'picked' }}
    ${'it can be chosen by a variable'}  | ${{ ports: [{ containerPort: 80 }], env: [{ name: 'P', value: '$(PORT)' }] }} | ${{ kind: 'picked' }}
    ${'an argument says it'}             | ${{ args: ['--http_port=9000'] }}                                             | ${{ kind: 'fixed', port: 9000 }}
    ${'two arguments say it'}            | ${{ args: ['--http_port', '9000'] }}                                          | ${{ kind: 'fixed', port: 9000 }}
    ${'an argument asks for it'}         | ${{ args: ['--http_port', '$(PORT)'] }}                                       | ${{ kind: 'picked' }}
  `('chooses a port when $situation', ({ container, port }) => {
    expect(templateOf({ command: ['server'], ...container }).port).toEqual(
      port,
    );
  });

  it.each`
    situation                              | container                                                                   | use          | port                             | grpcPort
    ${'nothing is said about it'}          | ${{ ports: [{ containerPort: 80 }] }}                                       | ${'none'}    | ${{ kind: 'fixed', port: 80 }}   | ${{ kind: 'shared' }}
    ${'an argument asks for it'}           | ${{ args: ['--grpc_port=$(GRPC_PORT)'] }}                                   | ${'offered'} | ${{ kind: 'picked' }}            | ${{ kind: 'picked' }}
    ${'an argument says it'}               | ${{ args: ['--grpc_port=9000'] }}                                           | ${'offered'} | ${{ kind: 'picked' }}            | ${{ kind: 'fixed', port: 9000 }}
    ${'it is declared beside HTTP'}        | ${{ ports: [{ containerPort: 9000, name: 'h2c' }, { containerPort: 80 }] }} | ${'offered'} | ${{ kind: 'fixed', port: 80 }}   | ${{ kind: 'fixed', port: 9000 }}
    ${'it is the only port'}               | ${{ ports: [{ containerPort: 9000, name: 'gRPC-port' }] }}                  | ${'offered'} | ${{ kind: 'fixed', port: 9000 }} | ${{ kind: 'shared' }}
    ${'it is the only port, to be chosen'} | ${{ ports: [{ containerPort: 9000, name: 'h2c' }], args: ['$(PORT)'] }}     | ${'offered'} | ${{ kind: 'picked' }}            | ${{ kind: 'shared' }}
  `(
    'finds the port for gRPC when $situation',
    ({ container, use, port, grpcPort }) => {
      expect(templateOf({ command: ['server'], ...container })).toMatchObject({
        grpc: use,
        port,
        grpcPort,
      });
    },
  );

  it.each`
    situation                    | container                                                                                           | readiness
    ${'no probe'}                | ${{}}                                                                                               | ${{ path: undefined, timeoutMs: 1000, failures: 3 }}
    ${'a probe by HTTP'}         | ${{ readinessProbe: { httpGet: { port: 1, path: 'up' }, timeoutSeconds: 5, failureThreshold: 9 } }} | ${{ path: '/up', timeoutMs: 5000, failures: 9 }}
    ${'a probe of another kind'} | ${{ readinessProbe: { tcpSocket: { port: 1 } } }}                                                   | ${{ path: undefined, timeoutMs: 1000, failures: 3 }}
  `('asks for readiness with $situation', ({ container, readiness }) => {
    expect(templateOf({ command: ['server'], ...container }).readiness).toEqual(
      readiness,
    );
  });

  it('knows the readiness path of a server of ours', () => {
    const own = { ...server, reportsState: true };
    const template = templateOf({ command: ['server'] }, own);
    expect(template.readiness.path).toBe('/v2/models/my%20model/ready');
    expect(template.port).toEqual({ kind: 'reported' });
  });

  it.each`
    resources                                                     | limit        | request
    ${undefined}                                                  | ${undefined} | ${0}
    ${{ limits: { memory: '1Gi' } }}                              | ${2 ** 30}   | ${2 ** 30}
    ${{ requests: { memory: '1Mi' } }}                            | ${undefined} | ${2 ** 20}
    ${{ limits: { memory: '1Gi' }, requests: { memory: '1Mi' } }} | ${2 ** 30}   | ${2 ** 20}
  `('counts $resources', ({ resources, limit, request }) => {
    expect(templateOf({ command: ['server'], resources })).toMatchObject({
      memoryLimitBytes: limit,
      memoryRequestBytes: request,
    });
  });

  it.each`
    name                 | isRefused
    ${'LD_PRELOAD'}      | ${true}
    ${'NODE_OPTIONS'}    | ${true}
    ${'PYTHONPATH'}      | ${true}
    ${'PATH'}            | ${true}
    ${'BASH_ENV'}        | ${true}
    ${'OMP_NUM_THREADS'} | ${false}
    ${'MY_PATH'}         | ${false}
    ${'A=B'}             | ${true}
  `('variable $name is refused: $isRefused', ({ name, isRefused }) => {
    const result = read({ command: ['server'], env: [{ name, value: 'x' }] });
    expect('problem' in result).toBe(isRefused);
  });

  it('runs one container', () => {
    const result = launchTemplate(
      {
        pod: {
          labels: {},
          annotations: {},
          spec: { containers: [{ command: ['server'] }, { name: 'agent' }] },
        },
        modelName: 'm',
        protocol: 'v2',
      },
      new Map([['server', server]]),
    );
    expect(result).toMatchObject({ problem: { code: 'InvalidSpec' } });
  });
});
