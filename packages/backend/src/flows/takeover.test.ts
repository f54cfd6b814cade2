import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { BackendProcess } from './__testUtils__/BackendProcess';
import { freePort } from './__testUtils__/freePort';
import { ensurePrograms } from './__testUtils__/programs';
import { bucketKeys, SampleBucket } from './__testUtils__/SampleBucket';
import { until } from './__testUtils__';

jest.setTimeout(600_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
/** What is promised: from the end of one backend until another acts. */
const TAKEOVER_MS = 10_000;

describe.each(databases.eachSupportedId())(
  'two backends on one machine and one database, %s',
  id => {
    let folder: string;
    let bucket: SampleBucket;
    let config: object;
    let acting: BackendProcess;
    let other: BackendProcess;
    const backends: BackendProcess[] = [];

    beforeAll(async () => {
      ensurePrograms();
      folder = await mkdtemp(join(tmpdir(), 'takeover-'));
      bucket = await SampleBucket.create(folder);
      config = await configuration();
      acting = await start();
      other = await start();
      await deploy();
    });

    afterAll(async () => {
      for (const backend of backends) await backend.kill();
      for (const pid of processes('')) process.kill(pid, 'SIGKILL');
      await bucket?.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('one that is killed is followed by the other in time, and nothing that serves is touched', async () => {
      const before = processes('replica');
      expect(before).toHaveLength(1);
      await acting.kill();
      await ask(other, { minReplicas: 2, maxReplicas: 2 });
      await followed(other);
      await untilReady(other, 2);
      expect(processes('replica')).toEqual(expect.arrayContaining(before));
      acting = other;
      other = await start();
    });

    // A paused process keeps what it has locked: SQLite, which has one lock for all, is for one backend
    if (id !== 'SQLITE_3') {
      it('one that hangs is followed by the other in time, and changes nothing when it goes on', async () => {
        acting.signal('SIGSTOP');
        const [lost] = processes('replica');
        await followed(other);
        process.kill(lost, 'SIGKILL');
        await until('the lost replica is replaced', async () => {
          const now = processes('replica');
          return now.length === 2 && !now.includes(lost);
        });
        await ask(other, { minReplicas: 3, maxReplicas: 3 });
        await untilReady(other, 3);
        const before = { seen: await seen(other), running: processes('') };
        expect(processes('replica')).toHaveLength(3);

        acting.signal('SIGCONT');
        await acting.says(/No longer acting as control plane/);
        // It serves reads as before
        expect(await seen(acting)).toEqual(before.seen);
        expect(await seen(other)).toEqual(before.seen);
        expect(processes('')).toEqual(before.running);
      });
    }

    async function start(): Promise<BackendProcess> {
      const backend = await BackendProcess.start(config);
      backends.push(backend);
      return backend;
    }

    async function configuration(): Promise<object> {
      const knex = await databases.init(id);
      const database =
        id === 'SQLITE_3'
          ? {
              client: 'better-sqlite3',
              connection: { directory: join(folder, 'db') },
            }
          : {
              client: 'pg',
              pluginDivisionMode: 'schema',
              connection: knex.client.config.connection,
            };
      return {
        backend: { baseUrl: 'http://localhost', database },
        modelServing: {
          namespaces: ['demo'],
          onShutdown: 'keep',
          clusters: [{ name: 'local', driver: 'local' }],
          secretKeys: [{ id: 'test', key: randomBytes(32).toString('base64') }],
          addresses: { allowHosts: ['127.0.0.1'] },
          local: {
            dataDir: join(folder, 'local'),
            gateway: { port: await freePort(), workers: 1 },
          },
        },
      };
    }

    async function deploy(): Promise<void> {
      await acting.call('POST', '/connections', {
        namespace: 'demo',
        name: 'samples',
        type: 's3',
        values: {
          AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
          AWS_S3_ENDPOINT: bucket.url,
          AWS_S3_BUCKET: 'models',
        },
      });
      const { status, body } = await acting.call('POST', '/deployments', {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'iris', namespace: 'demo' },
        spec: {
          predictor: {
            model: {
              modelFormat: { name: 'onnx' },
              storage: { key: 'samples', path: 'iris' },
            },
          },
        },
      });
      expect([status, body]).toEqual([201, expect.anything()]);
      await untilReady(acting, 1);
    }

    async function ask(backend: BackendProcess, replicas: object) {
      const path = '/deployments/local/demo/iris/scale';
      const { status, body } = await backend.call('POST', path, replicas);
      expect([status, body]).toEqual([202, expect.anything()]);
    }

    /** Waits, no longer than promised, until a backend acts. */
    async function followed(backend: BackendProcess): Promise<void> {
      await backend.says(/Acting as control plane/, TAKEOVER_MS);
    }

    async function seen(backend: BackendProcess): Promise<unknown> {
      const path = '/deployments/local/demo/iris';
      const { body }: { body: DeploymentDetail } = await backend.call(
        'GET',
        path,
      );
      return {
        resource: body.resource.metadata,
        state: body.state,
        replicas: body.replicas,
        revisions: body.revisions.map(({ name, facts }) => ({
          name,
          replicas: facts?.replicas.map(({ id: own, location, restarts }) => ({
            own,
            location,
            restarts,
          })),
        })),
      };
    }

    function untilReady(backend: BackendProcess, ready: number) {
      return until(`${ready} replicas are ready`, async () => {
        const path = '/deployments/local/demo/iris';
        const { body } = await backend.call('GET', path);
        return (
          body.state?.word === 'Ready' &&
          body.replicas.ready === ready &&
          body.replicas.desired === ready
        );
      });
    }

    /** Processes below the folder that backends started: replicas, or all with the gateway. */
    function processes(which: 'replica' | ''): readonly number[] {
      return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
        .split('\n')
        .filter(line => line.includes(join(folder, 'local')))
        .filter(line => !line.includes('runBackend.ts'))
        .filter(line => which === '' || line.includes('--model_name=iris'))
        .map(line => Number.parseInt(line, 10))
        .sort((a, b) => a - b);
    }
  },
);
