import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { readLocalConfig } from './readLocalConfig';

const machine = { cpus: 2, memoryBytes: 10 * 2 ** 30 };

function read(local?: object, addresses?: object) {
  return readLocalConfig(
    new ConfigReader({
      modelServing: {
        ...(local ? { local } : {}),
        ...(addresses ? { addresses } : {}),
      },
    } as ConstructorParameters<typeof ConfigReader>[0]),
    machine,
  );
}

describe('readLocalConfig', () => {
  it('has a default for everything', () => {
    expect(read()).toEqual({
      dataDir: `${process.cwd()}/.greenroom/local`,
      programs: new Map(),
      runtimes: [],
      gateway: { port: 8080, host: 'localhost', workers: 2 },
      cacheLimitBytes: undefined,
      storage: {
        fileRoots: [],
        hfEndpoint: undefined,
        gcsEndpoint: undefined,
        insecureRegistries: [],
        maxModelBytes: undefined,
      },
      memoryBytes: 8 * 2 ** 30,
      maxReplicas: 16,
      ports: undefined,
      startTimeoutMs: 120_000,
      addresses: { allowPrivate: false, allowHosts: [] },
    });
  });

  it('reads what is set', () => {
    expect(
      read(
        {
          dataDir: '/srv/greenroom',
          programs: {
            triton: { command: 'tritonserver', args: ['-q'], env: { A: 'b' } },
          },
          runtimes: [
            {
              metadata: { name: 'triton' },
              spec: { containers: [{ command: ['triton'] }] },
            },
          ],
          gateway: { port: 9000, host: 'models.lab', workers: 4 },
          cache: { limit: '20Gi' },
          storage: {
            fileRoots: ['/srv/models', 'examples'],
            huggingFaceEndpoint: 'https://hub.lab',
            googleEndpoint: 'http://gcs.lab:4443',
            insecureRegistries: ['registry.lab:5000'],
            maxModelSize: '5Gi',
          },
          memory: { limit: '4Gi' },
          replicas: { max: 3 },
          ports: { from: 20_000, to: 20_100 },
          startTimeoutSeconds: 10,
        },
        { allowPrivate: true, allowHosts: ['minio.lab'] },
      ),
    ).toMatchObject({
      dataDir: '/srv/greenroom',
      programs: new Map([
        [
          'triton',
          {
            command: 'tritonserver',
            args: ['-q'],
            env: { A: 'b' },
            reportsState: false,
          },
        ],
      ]),
      runtimes: [
        { kind: 'ClusterServingRuntime', metadata: { name: 'triton' } },
      ],
      gateway: { port: 9000, host: 'models.lab', workers: 4 },
      cacheLimitBytes: 20 * 2 ** 30,
      storage: {
        fileRoots: ['/srv/models', `${process.cwd()}/examples`],
        hfEndpoint: 'https://hub.lab',
        gcsEndpoint: 'http://gcs.lab:4443',
        insecureRegistries: ['registry.lab:5000'],
        maxModelBytes: 5 * 2 ** 30,
      },
      memoryBytes: 4 * 2 ** 30,
      maxReplicas: 3,
      ports: { from: 20_000, to: 20_100 },
      startTimeoutMs: 10_000,
      addresses: { allowPrivate: true, allowHosts: ['minio.lab'] },
    });
  });

  it.each`
    local                                          | message
    ${{ gateway: { port: 70_000 } }}               | ${'modelServing.local.gateway.port: 70000 is not a port'}
    ${{ ports: { from: 5 } }}                      | ${'modelServing.local.ports: needs both'}
    ${{ ports: { from: 9, to: 5 } }}               | ${'modelServing.local.ports: needs both'}
    ${{ memory: { limit: 'plenty' } }}             | ${"modelServing.local.memory.limit: 'plenty' is not a size"}
    ${{ storage: { maxModelSize: '5x' } }}         | ${"modelServing.local.storage.maxModelSize: '5x' is not a size"}
    ${{ storage: { huggingFaceEndpoint: 'hub' } }} | ${"modelServing.local.storage.huggingFaceEndpoint: 'hub' is not a URL"}
    ${{ gateway: { workers: 0 } }}                 | ${'modelServing.local.gateway.workers: 0'}
    ${{ replicas: { max: 1.5 } }}                  | ${'modelServing.local.replicas.max: 1.5'}
    ${{ startTimeoutSeconds: -1 }}                 | ${'modelServing.local.startTimeoutSeconds: -1'}
    ${{ programs: { a: {} } }}                     | ${'modelServing.local.programs.a.command'}
  `('names the key that cannot be used: $message', ({ local, message }) => {
    expect(() => read(local)).toThrow(message);
  });

  it('takes the path of a program from the working directory, its name as it is', () => {
    const { programs } = read({
      programs: {
        mine: { command: '../examples/mine.mjs' },
        triton: { command: 'tritonserver' },
      },
    });
    expect([...programs.values()].map(({ command }) => command)).toEqual([
      resolve('../examples/mine.mjs'),
      'tritonserver',
    ]);
  });
});
