import type {
  LogLine,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  LogQuery,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

onCluster('logs of pods with several containers', () => {
  let bed: ClusterTestBed;
  let driver: KubernetesDriver;

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
    bed.values = {
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_S3_ENDPOINT: `http://${process.env.GREENROOM_TEST_HOST}:1`,
    };
    driver = await bed.started();
  });

  afterEach(() => bed?.close());

  const linesOf = async (query: LogQuery) => {
    const lines: LogLine[] = [];
    for await (const line of driver.logs(query)) lines.push(line);
    return lines;
  };
  const untilFacts = (
    { service }: RevisionSpec,
    check: (facts: RevisionFacts) => void,
  ) => untilPasses(async () => check(driver.facts(service)[0]));

  it('shows why the model does not come, of the container that brings it', async () => {
    const spec = {
      ...bed.revision('a'),
      model: { uri: 's3://models/iris', connection: 'bucket' },
    };
    const { key } = spec;
    await driver.apply(spec, 1);
    await untilFacts(spec, ({ fetch, replicas }) => {
      expect(fetch.state).toBe('failed');
      expect(replicas[0].containers).toEqual([
        'storage-initializer',
        'kserve-container',
      ]);
    });
    await untilPasses(async () => {
      const [line] = (await linesOf({ keys: [key], tail: 1 })).slice(-1);
      expect(line?.container).toBe('storage-initializer');
      expect(line?.text).toMatch(/\S/);
    });
    const server = { keys: [key], container: 'kserve-container' };
    expect(await linesOf(server)).toEqual([]);
  });

  it('shows what a server that is started again and again said before, and marks it', async () => {
    const spec = bed.revision('a', 'exit:3');
    const { key } = spec;
    await driver.apply(spec, 1);
    await untilFacts(spec, ({ replicas }) =>
      expect(replicas[0]?.restarts).toBeGreaterThan(0),
    );
    await untilPasses(async () => {
      expect(driver.facts(spec.service)[0].replicas[0].state).toBe('backoff');
      const lines = await linesOf({ keys: [key] });
      expect(lines).toContainEqual(
        expect.objectContaining({
          container: 'kserve-container',
          isPrevious: true,
          text: 'cannot load the model',
        }),
      );
    });
  });

  it('reads a container beside the server by its name', async () => {
    const spec = bed.revision('a');
    const [server] = spec.pod.spec.containers ?? [];
    const aside = {
      name: 'aside',
      image: server.image,
      env: [{ name: 'BEHAVIOR', value: 'exit:0' }],
    };
    const withTwo = {
      ...spec,
      pod: {
        ...spec.pod,
        spec: { ...spec.pod.spec, containers: [server, aside] },
      },
    };
    const { key } = spec;
    await driver.apply(withTwo, 1);
    await untilPasses(async () => {
      const lines = await linesOf({ keys: [key], container: 'aside' });
      expect(lines.map(({ text }) => text)).toContain('cannot load the model');
    });
    const lines = await linesOf({ keys: [key] });
    expect(lines.some(({ container }) => container === 'aside')).toBe(false);
  });
});
