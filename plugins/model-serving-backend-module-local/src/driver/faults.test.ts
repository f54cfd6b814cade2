import { rm } from 'node:fs/promises';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ReplicaFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { LocalClusterDriver } from './LocalClusterDriver';
import {
  factsOf,
  LocalTestBed,
  pidOf,
  revision,
  untilFacts,
  untilReady,
} from '../__testUtils__/LocalTestBed';
import { until } from '../__testUtils__/until';

jest.setTimeout(300_000);

describe('replicas under faults', () => {
  let bed: LocalTestBed;

  beforeEach(async () => {
    bed = await LocalTestBed.create();
  });

  afterEach(async () => {
    await bed.close();
  });

  /** Waits until the replica runs in another process. */
  async function untilReplaced(
    driver: LocalClusterDriver,
    before: ReplicaFacts,
  ): Promise<ReplicaFacts> {
    const { replicas } = await untilFacts(driver, revision(), facts =>
      facts.replicas.some(
        now => now.state === 'ready' && pidOf(now) !== pidOf(before),
      ),
    );
    return replicas[0];
  }

  it('replaces a replica that was killed, at once', async () => {
    const driver = await bed.started();
    await driver.apply(revision(), 1);
    const [before] = await untilReady(driver, revision(), 1);
    process.kill(pidOf(before), 'SIGKILL');
    expect(await untilReplaced(driver, before)).toMatchObject({
      id: before.id,
      restarts: 1,
      lastExit: { reason: 'Killed', signal: 'SIGKILL', wasReady: true },
    });
    // Lost once and made good: nobody needs to do anything.
    expect(factsOf(driver, revision())?.failure).toBeUndefined();
  });

  it('takes a replica that hangs out of service, then replaces it', async () => {
    const driver = await bed.started();
    const hasty = { httpGet: { port: 0, path: '/ready' }, timeoutSeconds: 0.2 };
    await driver.apply(revision({ readinessProbe: hasty }), 1);
    const [before] = await untilReady(driver, revision(), 1);
    process.kill(pidOf(before), 'SIGSTOP');
    await untilFacts(
      driver,
      revision(),
      ({ replicas }) => replicas[0].state === 'unready',
    );
    expect(await untilReplaced(driver, before)).toMatchObject({
      lastExit: { reason: 'ProbeFailing', wasReady: true },
    });
  });

  it('fetches the model again when its folder was removed', async () => {
    const driver = await bed.started();
    await driver.apply(revision(), 1);
    const [before] = await untilReady(driver, revision(), 1);
    await rm(`${bed.folder}/model`, { recursive: true });
    process.kill(pidOf(before), 'SIGKILL');
    await untilReplaced(driver, before);
    expect(bed.models.requests).toHaveLength(2);
    expect(bed.models.held).toBe(1);
  });

  it('says why a program ends before it is ready, and starts it less and less often', async () => {
    const driver = await bed.started();
    await driver.apply(revision({ behavior: 'exit:3' }), 1);
    const first = await untilFacts(
      driver,
      revision(),
      ({ failure }) => failure !== undefined,
    );
    const said = `cannot load the model from ${bed.folder}/model`;
    expect(first).toMatchObject({
      failure: { code: 'ModelLoadFailed', exitCode: 3, message: said },
      replicas: [
        {
          state: 'backoff',
          restarts: 1,
          lastExit: {
            reason: 'Error',
            exitCode: 3,
            logTail: said,
            wasReady: false,
          },
        },
      ],
    });
    const second = await untilFacts(
      driver,
      revision(),
      ({ replicas }) =>
        replicas[0].restarts === 2 && replicas[0].state === 'backoff',
    );
    expect(waitOf(second.replicas[0])).toBe(2_000);
    expect(waitOf(first.replicas[0])).toBe(1_000);
  });

  it('counts a server that dies again and again as a crash loop', async () => {
    const driver = await bed.started();
    await driver.apply(revision(), 1);
    for (const restarts of [1, 2]) {
      const [replica] = await untilReady(driver, revision(), 1);
      await driver
        .request(revision().key, replica.id, '/die?code=1')
        .catch(() => undefined);
      await untilFacts(
        driver,
        revision(),
        facts => facts.replicas[0].restarts === restarts,
      );
    }
    expect(factsOf(driver, revision())?.failure).toMatchObject({
      code: 'CrashLoop',
      exitCode: 1,
    });
    await untilReady(driver, revision(), 1);
    expect(factsOf(driver, revision())?.failure).toBeUndefined();
  });

  it('ends a replica that is not ready within its budget', async () => {
    const driver = await bed.started({ startTimeoutMs: 500 });
    await driver.apply(revision({ behavior: 'deaf' }), 1);
    const { replicas } = await untilFacts(
      driver,
      revision(),
      ({ failure }) => failure?.code === 'StartTimeout',
    );
    expect(replicas[0].lastExit?.reason).toBe('StartTimeout');
  });

  it('ends a replica that uses more memory than its limit', async () => {
    const driver = await bed.started();
    const resources = { limits: { memory: '150Mi' } };
    await driver.apply(revision({ resources }), 1);
    const [before] = await untilReady(driver, revision(), 1);
    expect(before.memoryLimitBytes).toBe(150 * 2 ** 20);
    // It may be ended before it has answered.
    await driver
      .request(revision().key, before.id, '/hoard?mib=200')
      .catch(() => undefined);
    expect(await untilReplaced(driver, before)).toMatchObject({
      lastExit: { reason: 'OOMKilled', wasReady: true },
    });
  });

  it('starts no replica that the machine has no memory for', async () => {
    const driver = await bed.started({ memoryBytes: 2 ** 30 });
    const resources = { requests: { memory: '600Mi' } };
    await driver.apply(revision({ resources }), 2);
    const { replicas } = await untilFacts(
      driver,
      revision(),
      facts =>
        facts.replicas.filter(({ state }) => state === 'ready').length === 1,
    );
    expect(replicas.map(({ state }) => state)).toContain('backoff');
    await driver.remove(revision().key);
    const large = revision(
      { resources: { requests: { memory: '2Gi' } } },
      'large',
    );
    await driver.apply(large, 1);
    const { failure } = await untilFacts(
      driver,
      large,
      facts => facts.failure !== undefined,
    );
    expect(failure).toMatchObject({
      code: 'NoCapacity',
      message: expect.stringContaining('asks for 2048 MiB'),
    });
  });

  it('kills a replica that does not end when told to', async () => {
    const driver = await bed.started();
    await driver.apply(revision({ behavior: 'ignore-term' }), 1);
    const [replica] = await untilReady(driver, revision(), 1);
    await driver.remove(revision().key);
    await until(() => driver.facts().length === 0 || undefined);
    expect(await bed.host.identify(pidOf(replica))).toBeUndefined();
  });

  it.each(['same-group', 'own-group'])(
    'ends the child of a replica with it (%s)',
    async group => {
      const driver = await bed.started();
      await driver.apply(revision({ behavior: `child:${group}` }), 1);
      const [replica] = await untilReady(driver, revision(), 1);
      const line = await until(async () => {
        for await (const { text } of driver.logs({ keys: [revision().key] })) {
          if (text.startsWith('child')) return text;
        }
        return undefined;
      });
      const child = Number(line.split(' ')[1]);
      expect(await bed.host.identify(child)).toBeDefined();
      await driver.apply(revision(), 0);
      await driver.drained(revision().key, replica.id);
      await until(async () => !(await bed.host.identify(child)) || undefined);
    },
  );

  describe('with another process on the port', () => {
    let squatter: Server;
    let port: number;

    beforeEach(async () => {
      squatter = createServer((_request, response) => response.end());
      await new Promise<void>(resolve => {
        squatter.listen(0, '127.0.0.1', resolve);
      });
      port = (squatter.address() as AddressInfo).port;
    });

    afterEach(async () => {
      await new Promise(resolve => {
        squatter.close(resolve);
      });
    });

    it('says so for a program that insists on the port', async () => {
      const driver = await bed.started();
      const spec = revision({
        command: ['foreign'],
        args: [],
        ports: [{ containerPort: port }],
      });
      await driver.apply(spec, 1);
      const { failure } = await untilFacts(
        driver,
        spec,
        facts => facts.failure !== undefined,
      );
      expect(failure).toMatchObject({
        code: 'PortTaken',
        message: expect.stringContaining(`port ${port} is in use`),
      });
    });

    it('never takes the answer of the other process for readiness', async () => {
      const driver = await bed.started({ startTimeoutMs: 1_000 });
      // Runs, but never listens where it says: the port it names is the other process's.
      const spec = revision({
        args: [`--http_port=${port}`, '--model_name=iris'],
        behavior: 'deaf',
      });
      await driver.apply(spec, 1);
      const seen = new Set<string>();
      driver.observe(() => {
        for (const { state } of factsOf(driver, spec)?.replicas ?? []) {
          seen.add(state);
        }
      });
      await untilFacts(driver, spec, facts => facts.failure !== undefined);
      expect([...seen]).not.toContain('ready');
    });
  });

  it('gives a program that cannot choose a free port, for each replica its own', async () => {
    const driver = await bed.started();
    const spec = revision({
      command: ['foreign'],
      args: ['--http_port=$(PORT)'],
      ports: [{ containerPort: 8080 }],
    });
    await driver.apply(spec, 2);
    const replicas = await untilReady(driver, spec, 2);
    expect(new Set(replicas.map(({ endpoint }) => endpoint?.port)).size).toBe(
      2,
    );
  });

  it('says that a program is not there', async () => {
    const driver = await bed.started();
    await driver.apply(revision({ command: ['missing'] }), 1);
    const { failure } = await untilFacts(
      driver,
      revision(),
      facts => facts.failure !== undefined,
    );
    expect(failure).toMatchObject({
      code: 'ProgramNotAllowed',
      message: expect.stringContaining('/nowhere/at/all'),
    });
  });

  it.each`
    situation                     | error                                                         | code
    ${'the disk is full'}         | ${{ code: 'DiskFull', retryable: true }}                      | ${'DiskFull'}
    ${'the system says so'}       | ${{ code: 'ENOSPC' }}                                         | ${'DiskFull'}
    ${'the storage refuses'}      | ${{ code: 'StorageDenied', retryable: false }}                | ${'StorageDenied'}
    ${'the connection is absent'} | ${{ name: 'NotFoundError', message: 'no connection bucket' }} | ${'SecretMissing'}
  `('starts nothing while $situation, and says so', async ({ error, code }) => {
    const driver = await bed.started();
    bed.models.failure = Object.assign(new Error('no model'), error);
    await driver.apply(revision(), 1);
    const facts = await untilFacts(
      driver,
      revision(),
      ({ fetch }) => fetch.state === 'failed',
    );
    expect(facts.fetch).toMatchObject({
      failure: { code },
      retryAt: expect.any(String),
    });
    expect(facts.replicas.map(pidOf)).toEqual([NaN]);
  });

  function waitOf({ lastExit, nextStartAt }: ReplicaFacts): number {
    return Date.parse(nextStartAt!) - Date.parse(lastExit!.at);
  }
});
