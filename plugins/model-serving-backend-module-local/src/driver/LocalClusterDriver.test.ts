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

/** Its replicas say that they are ready, and do not answer who asks. */
function busyRevision() {
  return revision({
    behavior: 'busy',
    readinessProbe: {
      httpGet: { path: '/v2/models/iris/ready', port: 8080 },
      failureThreshold: 1_000,
    },
  });
}

describe('LocalClusterDriver', () => {
  let bed: LocalTestBed;

  beforeEach(async () => {
    bed = await LocalTestBed.create();
  });

  afterEach(async () => {
    await bed.close();
  });

  it('runs as many replicas as asked for, each with the model in place', async () => {
    const driver = await bed.started();
    const spec = revision();
    await driver.apply(spec, 2);
    const replicas = await untilReady(driver, spec, 2);

    expect(new Set(replicas.map(pidOf)).size).toBe(2);
    expect(new Set(replicas.map(({ endpoint }) => endpoint?.port)).size).toBe(
      2,
    );
    expect(bed.models.requests).toHaveLength(1);
    expect(factsOf(driver, spec)).toMatchObject({
      desired: 2,
      fetch: { state: 'fetched', bytesDone: 3, bytesTotal: 3 },
    });
    const answer = await driver.request(spec.key, replicas[0].id, '/');
    expect(await answer.json()).toMatchObject({
      argv: expect.arrayContaining([`--model_dir=${bed.folder}/model`]),
      files: ['model.onnx'],
    });
  });

  it('takes the word of a replica of ours that it is ready', async () => {
    const driver = await bed.started();
    const spec = busyRevision();
    await driver.apply(spec, 1);
    expect(await untilReady(driver, spec, 1)).toHaveLength(1);
  });

  it('asks one that was taken over, whatever it said', async () => {
    const first = await bed.started();
    const spec = busyRevision();
    await first.apply(spec, 1);
    await untilReady(first, spec, 1);
    await first.shutdown('keep');

    const second = await bed.started();
    await second.apply(spec, 1);
    const { replicas } = await untilFacts(
      second,
      spec,
      facts => facts.replicas.length === 1,
    );
    expect(replicas).toMatchObject([{ state: 'starting' }]);
  });

  it('ends the replicas that are no longer wanted, once no gateway uses them', async () => {
    const driver = await bed.started({ timing: { drainLimitMs: 60_000 } });
    const spec = revision();
    await driver.apply(spec, 2);
    await untilReady(driver, spec, 2);

    await driver.apply(spec, 1);
    const draining = factsOf(driver, spec)!.replicas.find(
      ({ state }) => state === 'draining',
    )!;
    expect(await bed.host.identify(pidOf(draining))).toBeDefined();
    await driver.drained(spec.key, draining.id);

    const [left] = await untilReady(driver, spec, 1);
    expect(left.id).not.toBe(draining.id);
    expect(await bed.host.identify(pidOf(draining))).toBeUndefined();
  });

  it('keeps a draining replica that is wanted again', async () => {
    const driver = await bed.started({ timing: { drainLimitMs: 60_000 } });
    const spec = revision();
    await driver.apply(spec, 1);
    const [before] = await untilReady(driver, spec, 1);
    await driver.apply(spec, 0);
    await driver.apply(spec, 1);
    expect(await untilReady(driver, spec, 1)).toMatchObject([
      { id: before.id },
    ]);
  });

  it('forgets a removed revision when its last replica is gone', async () => {
    const driver = await bed.started();
    const spec = revision();
    await driver.apply(spec, 1);
    const [replica] = await untilReady(driver, spec, 1);
    const changed: string[] = [];
    driver.observe(key => changed.push(key));

    await driver.remove(spec.key);
    await until(() => driver.facts().length === 0 || undefined);
    expect(await bed.host.identify(pidOf(replica))).toBeUndefined();
    expect(bed.models.held).toBe(0);
    expect(changed).toContain(spec.key);
    await driver.remove(spec.key);
  });

  it('settles ten applies at once on the last number', async () => {
    const driver = await bed.started();
    const spec = revision();
    await Promise.all(
      [3, 1, 4, 1, 5, 0, 2, 6, 5, 3].map(count => driver.apply(spec, count)),
    );
    await untilReady(driver, spec, 3);
    expect(bed.models.requests).toHaveLength(1);
  });

  it('tells what replicas use', async () => {
    const driver = await bed.started();
    const spec = revision();
    await driver.apply(spec, 1);
    const { replicas } = await untilFacts(
      driver,
      spec,
      facts => facts.replicas[0]?.cpuCores !== undefined,
    );
    expect(replicas[0].memoryBytes).toBeGreaterThan(5 * 2 ** 20);
    expect(replicas[0].cpuCores).toBeLessThan(2);
  });
});
