import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  factsOf,
  LocalTestBed,
  pidOf,
  revision,
  untilReady,
} from '../__testUtils__/LocalTestBed';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('a backend that starts anew', () => {
  let bed: LocalTestBed;

  beforeEach(async () => {
    bed = await LocalTestBed.create();
  });

  afterEach(async () => {
    await bed.close();
  });

  it.each(['reporting', 'foreign'])(
    'takes over what runs, ready from the first moment (%s)',
    async command => {
      const spec = revision({ command: [command] });
      const first = await bed.started();
      await first.apply(spec, 2);
      const before = await untilReady(first, spec, 2);
      await first.shutdown('keep');

      const second = await bed.started();
      const after = factsOf(second, spec)!.replicas;
      expect(after.map(({ state }) => state)).toEqual(['ready', 'ready']);
      expect(after.map(pidOf).sort()).toEqual(before.map(pidOf).sort());
      await second.apply(spec, 2);
      expect(
        (await untilReady(second, spec, 2)).map(({ id }) => id).sort(),
      ).toEqual(before.map(({ id }) => id).sort());
      // The model is still there: nothing is fetched.
      expect(bed.models.requests).toHaveLength(1);
    },
  );

  it('takes over from a backend that was killed', async () => {
    const backend = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
        resolve(__dirname, '../__testUtils__/backendProcess.ts'),
        bed.folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [said] = await once(backend.stdout, 'data');
    expect(String(said)).toBe('ready\n');
    backend.kill('SIGKILL');
    await once(backend, 'exit');

    const next = await bed.started();
    const replicas = factsOf(next, revision())!.replicas;
    expect(replicas.map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(replicas.map(({ restarts }) => restarts)).toEqual([0, 0]);
    const answer = await next.request(revision().key, replicas[0].id, '/');
    expect((await answer.json()).files).toEqual(['model.onnx']);
  });

  it('looks after what it took over: a killed replica is replaced', async () => {
    const spec = revision();
    const first = await bed.started();
    await first.apply(spec, 1);
    const [before] = await untilReady(first, spec, 1);
    await first.shutdown('keep');

    const second = await bed.started();
    await second.apply(spec, 1);
    process.kill(pidOf(before), 'SIGKILL');
    const after = await until(() =>
      factsOf(second, spec)?.replicas.find(
        replica => replica.state === 'ready' && replica.restarts === 1,
      ),
    );
    expect(after.lastExit).toMatchObject({ reason: 'Unknown', wasReady: true });
  });

  it('ends what nobody asks for', async () => {
    const spec = revision();
    const first = await bed.started();
    await first.apply(spec, 1);
    const [before] = await untilReady(first, spec, 1);
    await first.shutdown('keep');

    const second = await bed.started({ timing: { claimMs: 100 } });
    await until(() => second.facts().length === 0 || undefined);
    expect(await bed.host.identify(pidOf(before))).toBeUndefined();
  });

  it('finds a process whose start was not recorded any more', async () => {
    const spec = revision();
    const first = await bed.started();
    await first.apply(spec, 1);
    const [before] = await untilReady(first, spec, 1);
    await first.shutdown('keep');
    await editRecord(before.id, ({ process: _, ...record }) => record);

    const second = await bed.started();
    expect(factsOf(second, spec)?.replicas).toMatchObject([
      { id: before.id, state: 'ready', location: before.location },
    ]);
  });

  it('ends a process whose record is lost', async () => {
    const spec = revision();
    const first = await bed.started();
    await first.apply(spec, 1);
    const [before] = await untilReady(first, spec, 1);
    await first.shutdown('keep');
    await editRecord(before.id, () => []);

    const second = await bed.started();
    expect(factsOf(second, spec)?.replicas).toEqual([]);
    await until(
      async () => !(await bed.host.identify(pidOf(before))) || undefined,
    );
  });

  it('never touches a process that has the pid now but is not the one', async () => {
    const spec = revision();
    const first = await bed.started();
    await first.apply(spec, 1);
    const [before] = await untilReady(first, spec, 1);
    await first.shutdown('stop');
    const stranger = spawn(
      process.execPath,
      ['-e', 'setInterval(() => {}, 1000)'],
      {
        stdio: 'ignore',
        detached: true,
      },
    );
    try {
      await once(stranger, 'spawn');
      const records = join(bed.folder, 'data/replicas', before.id);
      const third = bed.driver();
      await bed.placeRecord(before.id, {
        key: spec.key,
        id: before.id,
        instanceId: 'instance-of-before',
        process: { pid: stranger.pid!, startTime: 'some-boot/1' },
        reportsState: true,
        grpc: 'none',
        readiness: { path: '/ready', timeoutMs: 1000, failures: 3 },
        memoryRequestBytes: 0,
        restarts: 0,
        createdAt: 0,
        startedAt: 0,
      });
      await bed.start(third);
      expect(third.facts()).toEqual([]);
      await third.shutdown('stop');
      expect(stranger.exitCode).toBeNull();
      expect(stranger.signalCode).toBeNull();
      await expect(readFile(records)).rejects.toThrow('ENOENT');
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('leaves nothing running after a stop', async () => {
    const driver = await bed.started({ timing: { drainLimitMs: 60_000 } });
    await driver.apply(revision({}, 'one'), 2);
    await driver.apply(revision({}, 'two'), 1);
    const replicas = [
      ...(await untilReady(driver, revision({}, 'one'), 2)),
      ...(await untilReady(driver, revision({}, 'two'), 1)),
    ];
    await driver.shutdown('stop');
    for (const replica of replicas) {
      expect(await bed.host.identify(pidOf(replica))).toBeUndefined();
    }
    // What comes after it finds no half of a record
    expect(await readdir(join(bed.folder, 'data/replicas'))).toEqual([]);
  });

  async function editRecord(
    id: string,
    change: (record: Record<string, unknown>) => object,
  ): Promise<void> {
    const file = join(bed.folder, 'data/replicas', id, 'replica.json');
    const record = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(change(record)));
  }
});
