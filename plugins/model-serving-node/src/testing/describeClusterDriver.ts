import type {
  LogLine,
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  LogQuery,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';

/**
 * What a driver's test lends to {@link describeClusterDriver}: one cluster that is empty at first.
 * @public
 */
export interface ClusterDriverTestBed {
  /** A driver of the cluster that has started. May be called again after `shutdown('keep')`. */
  started(): Promise<ClusterDriver>;
  /** A revision whose replicas become ready within seconds. Equal calls give equal revisions. */
  revision(name: string): RevisionSpec;
  /** A revision whose program prints `cannot load the model` and ends with an error, before it is ready. */
  brokenRevision(name: string): RevisionSpec;
  /** Makes a replica print a line. */
  say(
    driver: ClusterDriver,
    spec: RevisionSpec,
    replica: string,
  ): Promise<void>;
  /** Ends a replica from outside, as a crash would. */
  crash(replica: ReplicaFacts): Promise<void>;
  /** Whether anything of the replica still runs. */
  isAlive(replica: ReplicaFacts): Promise<boolean>;
  /** Ends everything. */
  close(): Promise<void>;
  /** The cluster is not the backend's own: its replicas go on after `shutdown('stop')` too. */
  readonly outlivesBackend?: boolean;
}

/** How long anything may take on the slowest of clusters, in ms. */
const DEADLINE_MS = 180_000;

/**
 * The promises of `ClusterDriver` as a Jest suite, for every driver alike. A driver's test file calls it once.
 * @public
 */
export function describeClusterDriver(
  name: string,
  create: () => Promise<ClusterDriverTestBed>,
): void {
  describe(`${name} as a ClusterDriver`, () => {
    let bed: ClusterDriverTestBed;

    beforeEach(async () => {
      bed = await create();
    }, DEADLINE_MS);

    afterEach(async () => {
      await bed.close();
    }, DEADLINE_MS);

    it('runs as many replicas as asked for', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 2);
      const replicas = await untilReady(driver, spec, 2);
      expect(new Set(replicas.map(({ id }) => id)).size).toBe(2);
      for (const { endpoint, readyAt } of replicas) {
        expect(endpoint?.port).toBeGreaterThan(0);
        expect(Date.parse(readyAt!)).not.toBeNaN();
      }
      expect(factsOf(driver, spec)).toMatchObject({ desired: 2 });
      expect(factsOf(driver, spec)?.failure).toBeUndefined();
    });

    it('takes the same call again for nothing new, and makes no news of it', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 1);
      const before = await untilReady(driver, spec, 1);
      const told: string[] = [];
      const stop = driver.observe(key => told.push(key));
      await Promise.all([driver.apply(spec, 1), driver.apply(spec, 1)]);
      stop();
      expect(idsOf(await untilReady(driver, spec, 1))).toEqual(idsOf(before));
      // A pass follows each news and says the same again: news of nothing would never end.
      expect(told).toEqual([]);
    });

    it('ends a replica only when no gateway uses it', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 2);
      await untilReady(driver, spec, 2);
      await driver.apply(spec, 1);
      const { replicas } = await untilFacts(driver, spec, facts =>
        facts.replicas.some(({ state }) => state === 'draining'),
      );
      const leaving = replicas.find(({ state }) => state === 'draining')!;
      expect(await bed.isAlive(leaving)).toBe(true);
      await driver.drained(spec.key, leaving.id);
      const [left] = await untilReady(driver, spec, 1);
      expect(left.id).not.toBe(leaving.id);
      await until(async () => !(await bed.isAlive(leaving)) || undefined);
    });

    it('replaces a replica that crashed', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 1);
      const [before] = await untilReady(driver, spec, 1);
      await bed.crash(before);
      await untilFacts(driver, spec, ({ replicas }) =>
        replicas.some(
          now =>
            now.state === 'ready' &&
            (now.id !== before.id || now.restarts > before.restarts),
        ),
      );
    });

    it('says why a program ends before it is ready', async () => {
      const driver = await bed.started();
      const spec = bed.brokenRevision('a');
      await driver.apply(spec, 1);
      const { failure } = await untilFacts(
        driver,
        spec,
        facts => facts.failure !== undefined,
      );
      expect(failure).toMatchObject({ code: 'ModelLoadFailed' });
      expect(failure!.message).not.toBe('');
    });

    it('shows what a program printed before it ended, without being asked for the instance', async () => {
      const driver = await bed.started();
      const spec = bed.brokenRevision('a');
      await driver.apply(spec, 1);
      await untilFacts(driver, spec, ({ replicas }) =>
        replicas.some(({ state }) => state === 'backoff'),
      );
      // One that is just being started again has printed nothing yet.
      const lines = await until(async () => {
        const read = await linesOf(driver, { keys: [spec.key] });
        return read.length > 0 ? read : undefined;
      }, driver);
      expect(lines[0].text).toContain('cannot load the model');
      expect(lines[0].replica).toBe(factsOf(driver, spec)?.replicas[0].id);
    });

    it('shows the log of each container that it names, and of no other', async () => {
      const driver = await bed.started();
      const spec = bed.brokenRevision('a');
      await driver.apply(spec, 1);
      const { replicas } = await untilFacts(driver, spec, facts =>
        facts.replicas.some(({ lastExit }) => lastExit !== undefined),
      );
      const [{ id, containers = [] }] = replicas;
      const query = { keys: [spec.key], replica: id };
      for (const container of containers) {
        const lines = await linesOf(driver, { ...query, container });
        expect(lines.map(line => line.container)).toEqual(
          lines.map(() => container),
        );
      }
      const nobodys = { ...query, container: 'nobodys' };
      const others =
        containers.length > 0 ? await linesOf(driver, nobodys) : [];
      expect(others).toEqual([]);
    });

    it('follows all replicas at once until it is told to stop', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 2);
      const replicas = await untilReady(driver, spec, 2);
      const left = new AbortController();
      const heard = new Set<string>();
      const said = async () => {
        const { signal } = left;
        const query = { keys: [spec.key], follow: true, tail: 1, signal };
        for await (const { replica } of driver.logs(query)) heard.add(replica);
      };
      const reading = said().catch(error => {
        if (!left.signal.aborted) throw error;
      });
      await until(async () => {
        for (const { id } of replicas) await bed.say(driver, spec, id);
        return heard.size === 2 || undefined;
      }, driver);
      left.abort();
      await reading;
    });

    it('tells of every change', async () => {
      const driver = await bed.started();
      const [one, other] = [bed.revision('a'), bed.revision('b')];
      const changed = new Set<string>();
      const stop = driver.observe(key => changed.add(key));
      await driver.apply(one, 1);
      await untilReady(driver, one, 1);
      expect([...changed]).toEqual([one.key]);
      stop();
      await driver.apply(other, 1);
      await untilReady(driver, other, 1);
      expect([...changed]).toEqual([one.key]);
    });

    it('forgets what is removed, and forgets it again', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 1);
      const [replica] = await untilReady(driver, spec, 1);
      await driver.remove(spec.key);
      await driver.drained(spec.key, replica.id);
      await until(() => !factsOf(driver, spec) || undefined);
      expect(await bed.isAlive(replica)).toBe(false);
      await driver.remove(spec.key);
      await driver.drained(spec.key, replica.id);
    });

    it('finds its replicas again after a restart', async () => {
      const first = await bed.started();
      const spec = bed.revision('a');
      await first.apply(spec, 2);
      const before = await untilReady(first, spec, 2);
      await first.shutdown('keep');
      const second = await bed.started();
      await second.apply(spec, 2);
      const after = await untilReady(second, spec, 2);
      expect(idsOf(after)).toEqual(idsOf(before));
      expect(after.map(({ restarts }) => restarts)).toEqual([0, 0]);
    });

    it('leaves nothing behind after a stop, unless the cluster outlives it', async () => {
      const driver = await bed.started();
      const spec = bed.revision('a');
      await driver.apply(spec, 1);
      const [replica] = await untilReady(driver, spec, 1);
      await driver.shutdown('stop');
      expect(await bed.isAlive(replica)).toBe(bed.outlivesBackend ?? false);
    });

    it('refuses calls to replicas that are not there', async () => {
      const driver = await bed.started();
      await expect(
        driver.request('demo/nothing', 'nobody', '/'),
      ).rejects.toThrow('nobody');
    });
  });
}

async function linesOf(
  driver: ClusterDriver,
  query: LogQuery,
): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of driver.logs(query)) lines.push(line);
  return lines;
}

function idsOf(replicas: readonly ReplicaFacts[]): readonly string[] {
  return replicas.map(({ id }) => id).sort();
}

function factsOf(
  driver: ClusterDriver,
  { key }: RevisionSpec,
): RevisionFacts | undefined {
  return driver.facts().find(facts => facts.key === key);
}

async function untilReady(
  driver: ClusterDriver,
  spec: RevisionSpec,
  count: number,
): Promise<readonly ReplicaFacts[]> {
  const facts = await untilFacts(
    driver,
    spec,
    ({ replicas }) =>
      replicas.length === count &&
      replicas.every(({ state }) => state === 'ready'),
  );
  return facts.replicas;
}

async function untilFacts(
  driver: ClusterDriver,
  spec: RevisionSpec,
  isWanted: (facts: RevisionFacts) => boolean,
): Promise<RevisionFacts> {
  return until(() => {
    const facts = factsOf(driver, spec);
    return facts && isWanted(facts) ? facts : undefined;
  }, driver);
}

/** Looks until there is a value; fails with the facts when that takes too long. */
async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  driver?: ClusterDriver,
): Promise<T> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > end) {
      const seen = JSON.stringify(driver?.facts(), undefined, 2);
      throw new Error(`not reached in ${DEADLINE_MS} ms; facts: ${seen}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}
