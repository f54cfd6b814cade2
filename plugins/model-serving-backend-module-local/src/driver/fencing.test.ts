import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  factsOf,
  LocalTestBed,
  pidOf,
  revision,
  untilFacts,
  untilReady,
} from '../__testUtils__/LocalTestBed';
import { until } from '../__testUtils__/until';
import { LocalClusterDriver } from './LocalClusterDriver';

jest.setTimeout(300_000);

describe('several backends on one machine', () => {
  let bed: LocalTestBed;
  let backend: ChildProcess | undefined;

  beforeEach(async () => {
    bed = await LocalTestBed.create();
  });

  afterEach(async () => {
    backend?.kill('SIGKILL');
    backend = undefined;
    await bed.close();
  });

  it('a backend that hangs while another takes over starts and ends nothing when it goes on', async () => {
    backend = await otherBackend();
    const next = bed.driver();
    await bed.startAside(next);
    backend.kill('SIGSTOP');
    await bed.lead(next);
    await next.apply(revision(), 2);
    const [lost, kept] = await untilReady(next, revision(), 2);
    process.kill(pidOf(lost), 'SIGKILL');
    await untilReplaced(next, pidOf(lost));
    await next.apply(revision({}, 'other'), 1);
    await untilReady(next, revision({}, 'other'), 1);
    await next.apply(revision(), 1);
    for (const { id, state } of factsOf(next, revision())!.replicas) {
      if (state === 'draining') await next.drained(revision().key, id);
    }
    await untilReady(next, revision(), 1);
    const before = next.facts().map(withoutTime);
    const running = replicaPids();
    expect(running).toHaveLength(2);

    const said = once(backend.stdout!, 'data');
    // Its replicas have ended meanwhile: it would start others
    backend.kill('SIGCONT');
    expect(String((await said)[0])).toBe('stood down\n');

    expect(replicaPids()).toEqual(running);
    expect(next.facts().map(withoutTime)).toEqual(before);
    expect(await bed.host.identify(pidOf(kept))).toBeDefined();
  });

  it('a backend that was overtaken ends nothing, not even when it is told to end all', async () => {
    const first = await bed.started();
    await first.apply(revision(), 1);
    const [replica] = await untilReady(first, revision(), 1);
    const second = await bed.started();
    await second.apply(revision(), 1);
    await first.shutdown('stop');
    expect(await bed.host.identify(pidOf(replica))).toBeDefined();
    expect(await untilReady(second, revision(), 1)).toMatchObject([
      { id: replica.id, restarts: 0 },
    ]);
  });

  it('a backend without a term ends nothing and starts nothing, but reads the logs', async () => {
    const first = await bed.started();
    await first.apply(revision(), 1);
    const [replica] = await untilReady(first, revision(), 1);
    const aside = bed.driver({ timing: { claimMs: 0 } });
    await bed.startAside(aside);
    await expect(aside.apply(revision(), 2)).rejects.toThrow('does not act');
    await aside.remove(revision().key);
    const lines: string[] = [];
    for await (const { text } of aside.logs({ keys: [revision().key] })) {
      lines.push(text);
    }
    expect(lines).toContain('listening');
    expect(factsOf(first, revision())?.replicas).toMatchObject([
      { id: replica.id, state: 'ready', restarts: 0 },
    ]);
  });

  it('the same backend goes on in its next term with what another one left', async () => {
    const first = bed.driver();
    await bed.startAside(first);
    const ended = await bed.lead(first);
    await first.apply(revision(), 1);
    await untilReady(first, revision(), 1);
    ended.abort();
    expect(first.facts()).toEqual([]);
    const second = await bed.started();
    await second.apply(revision(), 2);
    const ids = (await untilReady(second, revision(), 2)).map(({ id }) => id);
    await second.shutdown('keep');
    await bed.lead(first);
    await first.apply(revision(), 2);
    const after = await untilReady(first, revision(), 2);
    expect(after.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(after.map(({ restarts }) => restarts)).toEqual([0, 0]);
  });

  /** Another backend, that acts, in a process of its own, with two replicas. */
  async function otherBackend(): Promise<ChildProcess> {
    const started = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
        resolve(__dirname, '../__testUtils__/backendProcess.ts'),
        bed.folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [said] = await once(started.stdout, 'data');
    expect(String(said)).toBe('ready\n');
    return started;
  }

  async function untilReplaced(
    driver: LocalClusterDriver,
    pid: number,
  ): Promise<void> {
    await until(async () => !(await bed.host.identify(pid)) || undefined);
    await untilFacts(
      driver,
      revision(),
      ({ replicas }) =>
        replicas.length === 2 &&
        replicas.every(
          replica => replica.state === 'ready' && pidOf(replica) !== pid,
        ),
    );
  }

  /** All replicas of the folder that run, whoever started them. */
  function replicaPids(): readonly number[] {
    return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.includes('replica.js') && line.includes(bed.folder))
      .map(line => Number.parseInt(line, 10));
  }

  function withoutTime({
    key,
    desired,
    replicas,
  }: ReturnType<LocalClusterDriver['facts']>[number]) {
    return {
      key,
      desired,
      replicas: replicas.map(({ id, state, restarts, location }) => ({
        id,
        state,
        restarts,
        location,
      })),
    };
  }
});
