import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordStore } from './RecordStore';
import { ReplicaRecord } from './types';

const replica: ReplicaRecord = {
  key: 'demo/iris',
  id: 'iris-abcde',
  instanceId: 'i-1',
  process: { pid: 7, startTime: 'boot/1' },
  reportsState: true,
  grpc: 'none',
  readiness: { path: '/ready', timeoutMs: 1000, failures: 3 },
  memoryRequestBytes: 0,
  restarts: 1,
  createdAt: 1,
  startedAt: 2,
};

describe('RecordStore', () => {
  let folder: string;
  let store: RecordStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'records-'));
    store = await RecordStore.create(folder);
    await mkdir(store.replicaFolder(replica.id));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('gives back what was saved, until it is removed', async () => {
    const revision = {
      key: 'demo/iris',
      desired: 2,
      model: { dir: '/m', digest: 'd' },
    };
    await store.saveReplica(replica);
    await store.saveRevision({ ...revision, desired: 1 });
    await store.saveRevision(revision);
    expect((await store.replicas()).records).toMatchObject([replica]);
    expect(await store.revisions()).toMatchObject([revision]);
    await store.removeReplica(replica.id);
    await store.removeRevision(revision.key);
    expect((await store.replicas()).records).toEqual([]);
    expect(await store.revisions()).toEqual([]);
  });

  it.each`
    situation           | content
    ${'half a file'}    | ${'{"key": "demo'}
    ${'another format'} | ${JSON.stringify({ ...replica, format: 99 })}
    ${'another id'}     | ${JSON.stringify({ ...replica, format: 1, id: 'x' })}
    ${'no pid'}         | ${JSON.stringify({ ...replica, format: 1, process: {} })}
    ${'no object'}      | ${'[]'}
  `('takes $situation for a stray', async ({ content }) => {
    await writeFile(`${store.replicaFolder(replica.id)}/replica.json`, content);
    expect(await store.replicas()).toEqual({
      records: [],
      strays: [replica.id],
    });
  });

  it('makes one file of any key', async () => {
    const revision = { key: '../..//x', desired: 0 };
    await store.saveRevision(revision);
    expect(await store.revisions()).toMatchObject([revision]);
  });
});
