import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock, FakeDriver, FakeManagedDriver, settle } from '../testing';
import { ConfiguredClusters } from './ConfiguredClusters';
import { DriverTypes } from './DriverTypes';
import { connectionCredentials } from './connectionCredentials';

const entry = (name: string, isDefault = false, driver = 'fake') => ({
  name,
  driver,
  title: name.toUpperCase(),
  isDefault,
  path: `modelServing.clusters[${name}]`,
});

function setup(
  drivers: Record<string, FakeDriver> = {
    a: new FakeDriver(),
    b: new FakeDriver(),
  },
  managed: Record<string, FakeManagedDriver> = {},
) {
  const clock = new FakeClock();
  const types = new DriverTypes();
  types.addDriverType(
    'fake',
    ({ cluster }) => managed[cluster] ?? drivers[cluster],
  );
  const clusters = ConfiguredClusters.create({
    clusters: [entry('a'), entry('b', true)],
    namespaces: ['demo'],
    allowZeroInitialScale: true,
    ingress: {
      domain: 'example.org',
      domainTemplate: '{{ .Name }}',
      urlScheme: 'https',
    },
    types,
    credentials: async () => ({ type: 's3', values: {} }),
    clock,
    random: () => 0,
    logger: mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    }),
  });
  return { clock, types, clusters, drivers };
}

describe('DriverTypes', () => {
  it('refuses a type that is registered already', () => {
    const { types } = setup();
    expect(() => types.addDriverType('fake', () => new FakeDriver())).toThrow(
      "the driver type 'fake' is registered already",
    );
  });

  it('names the configuration key and the installed types', () => {
    const { types } = setup();
    expect(() => types.create(entry('x', false, 'moon'))).toThrow(
      "modelServing.clusters[x].driver 'moon' is unknown; installed driver types: fake",
    );
  });
});

describe('ConfiguredClusters', () => {
  it('knows the default one, and names those that are configured', () => {
    const { clusters } = setup();
    expect(clusters.default.name).toBe('b');
    expect(() => clusters.get('c')).toThrow(
      "there is no cluster 'c'; configured: a, b",
    );
    expect(clusters.problem('c', 'demo')?.message).toContain(
      "'c' is not configured",
    );
  });

  it('makes settings of configuration and driver', async () => {
    const gateways = async () => [
      { id: 'g', publicUrl: 'http://localhost:8080', request: fetch },
    ];
    const { clusters } = setup({
      a: new FakeDriver({ gateways }),
      b: new FakeDriver(),
    });
    await clusters.start();
    await clusters.settings('a');
    await settle();
    expect(await clusters.settings('a')).toMatchObject({
      cluster: 'a',
      isDefaultCluster: false,
      profile: 'greenroom',
      ingress: { domain: 'example.org' },
      gatewayUrl: 'http://localhost:8080',
      storageSchemes: ['s3', 'https'],
      maxReplicas: 5,
      allowZeroInitialScale: true,
    });
    expect((await clusters.settings('b')).gatewayUrl).toBeUndefined();
  });

  it('goes on without a cluster that does not start, says so, and starts it again', async () => {
    const { clusters, clock, drivers } = setup();
    const start = jest
      .spyOn(drivers.a, 'start')
      .mockRejectedValueOnce(new Error('disk is full'));
    const running: string[] = [];
    clusters.get('a').onRunning(() => running.push('a'));
    await clusters.start();
    expect(clusters.problem('a', 'demo')?.message).toBe('disk is full');
    expect(clusters.problem('b', 'demo')).toBeUndefined();
    await expect(clusters.settings('a')).rejects.toThrow(
      "the cluster 'a' is not available: disk is full",
    );
    expect(await clusters.views()).toMatchObject([
      {
        name: 'a',
        title: 'A',
        reachable: false,
        message: 'disk is full',
      },
      {
        name: 'b',
        isDefault: true,
        reachable: true,
        capabilities: { maxReplicas: 5 },
      },
    ]);
    await clock.advance(1_000);
    expect(start).toHaveBeenCalledTimes(2);
    expect(clusters.problem('a', 'demo')).toBeUndefined();
    expect(running).toEqual(['a']);
    expect((await clusters.settings('a')).maxReplicas).toBe(5);
  });

  it('says of a cluster that routes by itself why our gateway is not in front', async () => {
    const { clusters } = setup(
      { a: new FakeDriver() },
      { b: new FakeManagedDriver() },
    );
    await clusters.start();
    const [own, managed] = await clusters.views();
    expect(own.ungated).toBeUndefined();
    expect(managed.ungated).toBe(
      "the cluster 'b' routes requests by itself, without a gateway of Greenroom's",
    );
  });

  it('looks at what a cluster has, even if it does not start, and not each time that somebody asks', async () => {
    const examination = { observedAt: '2026-01-01T00:00:00Z', features: [] };
    const examine = jest.fn(async () => examination);
    const { clusters, clock, drivers } = setup({
      a: new FakeDriver({ examine }),
      b: new FakeDriver(),
    });
    jest.spyOn(drivers.a, 'start').mockRejectedValue(new Error('no rights'));
    await clusters.start();
    const since = new Date(clock.now()).toISOString();
    await clock.advance(5_000);
    expect(await clusters.detail('a')).toMatchObject({
      reachable: false,
      message: 'no rights',
      unknownSince: since,
      examination,
    });
    await clusters.detail('a');
    expect(examine).toHaveBeenCalledTimes(1);
    await clock.advance(10_000);
    examine.mockRejectedValue(new Error('connection refused'));
    expect(await clusters.detail('a')).toMatchObject({
      examinationProblem: 'connection refused',
    });
    expect(await clusters.detail('b')).not.toHaveProperty('examination');
  });

  it('tells at once that one is out of reach, though a look at it hangs', async () => {
    const { clusters, clock, drivers } = setup({
      a: new FakeDriver({ examine: () => new Promise(() => {}) }),
      b: new FakeDriver(),
    });
    jest.spyOn(drivers.a, 'start').mockRejectedValue(new Error('no answer'));
    await clusters.start();
    const detail = clusters.detail('a');
    await settle();
    await clock.advance(2_000);
    expect(await detail).toMatchObject({
      reachable: false,
      message: 'no answer',
      examinationProblem: 'it has not answered yet',
    });
  });

  it('does not let one cluster that hangs hide the others', async () => {
    const { clusters, drivers } = setup();
    await clusters.start();
    const asked: string[] = [];
    let answer: () => void = () => {};
    jest.spyOn(drivers.a, 'describe').mockImplementation(async () => {
      asked.push('a');
      await new Promise<void>(resolve => {
        answer = resolve;
      });
      throw new Error('timed out');
    });
    jest.spyOn(drivers.b, 'describe').mockImplementation(async () => {
      asked.push('b');
      throw new Error('down');
    });
    const views = clusters.views();
    await settle();
    expect(asked).toEqual(['a', 'b']);
    answer();
    expect((await views).map(({ message }) => message)).toEqual([
      'timed out',
      'down',
    ]);
  });

  it('ends only drivers that run, and starts none any more', async () => {
    const { clusters, clock, drivers } = setup();
    jest.spyOn(drivers.a, 'start').mockRejectedValue(new Error('no'));
    await clusters.start();
    await clusters.shutdown('stop');
    await clock.advance(600_000);
    expect(drivers.a.calls).toEqual([]);
    expect(drivers.b.calls).toEqual(['start', 'shutdown stop']);
  });

  it('asks a driver for its capabilities once in a while, not for every decision', async () => {
    const { clusters, clock, drivers } = setup();
    const describeDriver = jest.spyOn(drivers.a, 'describe');
    await clusters.start();
    await clusters.settings('a');
    await clusters.settings('a');
    expect(describeDriver).toHaveBeenCalledTimes(1);
    await clock.advance(5_000);
    await clusters.settings('a');
    expect(describeDriver).toHaveBeenCalledTimes(2);
  });
});

describe('ConfiguredClusters with a driver that hangs', () => {
  const never = () => new Promise<never>(() => {});

  it('waits some seconds for its start, and no call waits after that', async () => {
    const { clusters, clock, drivers } = setup();
    let run: () => void = () => {};
    jest.spyOn(drivers.a, 'start').mockReturnValue(
      new Promise(resolve => {
        run = resolve;
      }),
    );
    const started = clusters.start();
    await clock.advance(2_000);
    await started;
    expect(clusters.problem('a', 'demo')?.message).toBe('it is being started');
    expect(clusters.problem('b', 'demo')).toBeUndefined();
    await expect(clusters.settings('a')).rejects.toThrow('is being started');
    run();
    await settle();
    expect(clusters.problem('a', 'demo')).toBeUndefined();
  });

  it('ends one that starts when it is told to end', async () => {
    const { clusters, clock, drivers } = setup();
    let run: () => void = () => {};
    jest.spyOn(drivers.a, 'start').mockReturnValue(
      new Promise(resolve => {
        run = resolve;
      }),
    );
    const started = clusters.start();
    await clock.advance(2_000);
    await started;
    const ended = clusters.shutdown('stop');
    run();
    await ended;
    expect(drivers.a.calls).toEqual(['shutdown stop']);
  });

  it('answers what it said last', async () => {
    const { clusters, clock, drivers } = setup();
    await clusters.start();
    await clusters.settings('a');
    const asked = jest.spyOn(drivers.a, 'describe').mockImplementation(never);
    await clock.advance(60_000);
    expect((await clusters.settings('a')).maxReplicas).toBe(5);
    expect((await clusters.capabilities('a')).maxReplicas).toBe(5);
    const views = await clusters.views();
    expect(views.map(({ reachable }) => reachable)).toEqual([true, true]);
    expect(asked).toHaveBeenCalled();
  });

  it('says that one does not answer any more, with what it could do, until it does again', async () => {
    const { clusters, clock, drivers } = setup();
    await clusters.start();
    await clusters.settings('a');
    const asked = jest
      .spyOn(drivers.a, 'describe')
      .mockRejectedValue(new Error('connection refused'));
    const view = async () => {
      await clock.advance(5_000);
      await clusters.views();
      await settle();
      return (await clusters.views())[0];
    };
    const lost = await view();
    expect(lost).toMatchObject({
      reachable: false,
      message: 'connection refused',
      unknownSince: new Date(clock.now()).toISOString(),
      capabilities: { maxReplicas: 5 },
    });
    expect(await view()).toEqual(lost);
    expect((await clusters.settings('a')).maxReplicas).toBe(5);
    asked.mockRestore();
    expect(await view()).not.toHaveProperty('unknownSince');
  });

  it('says of a namespace what its driver says', async () => {
    const { clusters, drivers } = setup();
    await clusters.start();
    const problem = {
      message: 'ask for the role',
      since: '2026-01-02T03:04:05Z',
    };
    drivers.a.unseen('demo', problem);
    expect(clusters.problem('a', 'demo')).toEqual(problem);
    expect(clusters.problem('a', 'other')).toBeUndefined();
  });

  it('tells of the projects in which rights are missing, and not of those that are only unseen', async () => {
    const { clusters, drivers } = setup();
    await clusters.start();
    const problem = { message: 'why', since: '2026-01-02T03:04:05Z' };
    drivers.a.unseen('demo', problem);
    const [before] = await clusters.views();
    expect(before).not.toHaveProperty('deniedNamespaces');
    drivers.a.unseen('demo', { ...problem, isLasting: true });
    const [view] = await clusters.views();
    expect(view).toMatchObject({
      namespaces: expect.arrayContaining(['demo']),
      deniedNamespaces: ['demo'],
    });
  });
});

describe('connectionCredentials', () => {
  it('has what other tools show of it, and nothing else of its annotations', async () => {
    const shown = {
      'openshift.io/display-name': 'My bucket',
      'openshift.io/description': 'Of all models',
      'opendatahub.io/connection-hidden': 'true',
    };
    const stored = {
      uid: 'u',
      object: {
        metadata: {
          name: 'bucket',
          annotations: { ...shown, 'greenroom/owner': 'group:default/shop' },
        },
        spec: { type: 's3', values: { AWS_S3_BUCKET: 'models' } },
      },
    };
    const credentials = connectionCredentials({
      resources: { get: async () => stored as never },
      secrets: { get: async () => ({ AWS_SECRET_ACCESS_KEY: 'key' }) },
    });
    await expect(
      credentials({ cluster: 'a', namespace: 'demo', name: 'bucket' }),
    ).resolves.toEqual({
      type: 's3',
      values: { AWS_S3_BUCKET: 'models', AWS_SECRET_ACCESS_KEY: 'key' },
      annotations: shown,
    });
  });

  it('says which connection there is not', async () => {
    const credentials = connectionCredentials({
      resources: { get: async () => undefined },
      secrets: { get: async () => ({}) },
    });
    await expect(
      credentials({ cluster: 'a', namespace: 'demo', name: 'gone' }),
    ).rejects.toThrow("there is no connection 'a/demo/gone'");
  });
});
