import { setTimeout as delay } from 'node:timers/promises';
import type { V1Ingress } from '@kubernetes/client-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { rulesOf } from '../__testUtils__/deployedRoles';
import { eventually } from '../__testUtils__/eventually';
import { installHttpRoutes } from '../__testUtils__/httpRoutes';
import { LimitedAccount } from '../__testUtils__/LimitedAccount';
import { untilPasses } from '../__testUtils__/untilPasses';
import {
  createObject,
  KubeClient,
  KubeRequest,
  mergeObject,
  readObject,
  resourceTypes,
} from '../client';
import type { ExposureSettings, HttpRoute } from '../objects';
import { exposureRights, ProjectRights } from '../rights';
import { ServiceExposure, ServiceExposureOptions } from './ServiceExposure';

jest.setTimeout(600_000);

const backend = { namespace: 'greenroom', service: 'greenroom-gateway' };
const ingress: ExposureSettings = {
  kind: 'Ingress',
  className: 'nginx',
  annotations: {},
  backend,
};
const route: ExposureSettings = {
  kind: 'HTTPRoute',
  parent: { namespace: 'edge', name: 'public' },
  annotations: {},
  backend,
};

onCluster('letting requests in on a real cluster', () => {
  let bed: ClusterTestBed;
  const open: ServiceExposure[] = [];

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
  });

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await bed?.close();
  });

  const at = () => ({ namespace: bed.namespace, name: 'iris' });
  const exposed = (...hosts: string[]) => ({
    service: { cluster: 'kube', ...at() },
    serviceUid: 'uid-1',
    hosts,
  });
  /** As a portal starts it, with what it writes. */
  const started = async (
    settings: ExposureSettings,
    {
      has = (_path: string) => true,
      client = bed.client,
      ...change
    }: Partial<ServiceExposureOptions> & {
      readonly has?: (path: string) => boolean;
    } = {},
  ) => {
    const writes: string[] = [];
    let changes = 0;
    const exposure = await ServiceExposure.start({
      client: counting(client, writes, has),
      settings,
      namespaces: [bed.namespace],
      demand: async () => {},
      portal: 'portal-1',
      labelSelector: 'app.kubernetes.io/managed-by=greenroom',
      // Nobody waits for rights or definitions
      sleep: (ms, signal) => delay(Math.min(ms, 2_000), undefined, { signal }),
      random: () => 0,
      onLost: () => {},
      onFound: () => {},
      onChange: () => {
        changes += 1;
      },
      onJoin: () => {},
      now: () => Date.now(),
      ...change,
    });
    open.push(exposure);
    return { exposure, writes, changes: () => changes };
  };

  it('writes an Ingress once, leaves what others add, and takes it away', async () => {
    const { exposure, writes } = await started(ingress);
    const now = exposed('iris.models.example');
    await expect(exposure.expose(now)).resolves.toBeUndefined();
    expect(writes).toEqual(['PATCH services', 'PATCH ingresses']);
    await mergeObject(bed.client, resourceTypes.Ingress, at(), {
      metadata: { annotations: { 'example.com/added': 'by others' } },
    });
    await exposure.expose(now);
    expect(writes).toHaveLength(2);

    // The next portal finds it as it should be
    const next = await started(ingress);
    await next.exposure.expose(now);
    expect(next.writes).toEqual([]);
    await next.exposure.expose(exposed('a.example', 'b.example'));
    const written = await readObject<V1Ingress>(
      bed.client,
      resourceTypes.Ingress,
      at(),
    );
    expect(written?.spec?.rules?.map(({ host }) => host)).toEqual([
      'a.example',
      'b.example',
    ]);
    expect(written?.metadata?.annotations).toMatchObject({
      'example.com/added': 'by others',
    });

    await next.exposure.expose(exposed());
    for (const type of [resourceTypes.Ingress, resourceTypes.Service])
      expect(await readObject(bed.client, type, at())).toBeUndefined();
  });

  it('never takes an Ingress or a Service of the name that is somebody else’s', async () => {
    const theirs = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: at(),
      spec: { ports: [{ port: 80 }] },
    };
    await createObject(bed.client, resourceTypes.Service, theirs);
    const { exposure, writes } = await started(ingress);
    const problem = await exposure.expose(exposed('iris.models.example'));
    expect(problem?.message).toContain("a Service 'iris' that Greenroom did");
    expect(writes).toEqual([]);
    await exposure.expose(exposed());
    expect(
      await readObject(bed.client, resourceTypes.Service, at()),
    ).toBeDefined();
  });

  it('leaves nothing behind of what the API server refuses', async () => {
    const { exposure } = await started(ingress);
    const problem = await exposure.expose(exposed('no_host'));
    expect(problem?.message).toMatch(/the Ingress is refused: .*no_host/);
    expect(
      await readObject(bed.client, resourceTypes.Service, at()),
    ).toBeUndefined();
  });

  it('does so in one project while another lacks the rights, and there as soon as they are granted', async () => {
    const other = await ClusterTestBed.create();
    const account = await LimitedAccount.create(bed.config, bed.namespace);
    try {
      const rules = rulesOf('project.yaml');
      await account.grant(rules, bed.namespace);
      await account.grant(
        rules.filter(({ resources }) => !resources.includes('ingresses')),
        other.namespace,
      );
      const rights = new ProjectRights(account.client, namespace =>
        exposureRights([namespace], 'Ingress'),
      );
      const joined: string[] = [];
      const { exposure } = await started(ingress, {
        client: account.client,
        namespaces: [bed.namespace, other.namespace],
        demand: namespace => rights.demand(namespace),
        onJoin: namespace => joined.push(namespace),
      });
      const here = exposed('iris.models.example');
      const there = {
        ...here,
        service: { ...here.service, namespace: other.namespace },
      };
      // Grants take a moment
      await untilPasses(async () =>
        expect(await exposure.expose(here)).toBeUndefined(),
      );
      await untilPasses(async () =>
        expect((await exposure.expose(there))?.message).toMatch(
          /watch.* ingresses\.networking\.k8s\.io in the namespace.*greenroom-project/,
        ),
      );
      // What is not to be let in is no problem there
      await expect(
        exposure.expose({ ...there, hosts: [] }),
      ).resolves.toBeUndefined();
      expect(exposure.typesIn(other.namespace)).toEqual([]);

      joined.length = 0;
      await account.grant(rules, other.namespace);
      await eventually('others hear of it', () =>
        joined.includes(other.namespace),
      );
      await untilPasses(async () =>
        expect(await exposure.expose(there)).toBeUndefined(),
      );
      const where = { ...at(), namespace: other.namespace };
      expect(
        await readObject(bed.client, resourceTypes.Ingress, where),
      ).toBeDefined();
    } finally {
      for (const one of open.splice(0)) await one.close();
      await account.close();
      await other.close();
    }
  });

  it('says what is missing where the cluster has no Gateway API', async () => {
    const { exposure } = await started(route, {
      has: path => !path.startsWith('/apis/gateway.networking.k8s.io'),
    });
    const problem = await exposure.expose(exposed('iris.models.example'));
    expect(problem?.message).toMatch(
      /no HTTPRoute \(gateway\.networking\.k8s\.io\/v1\), which gateway\.routes/,
    );
    expect(await exposure.expose(exposed('iris.models.example'))).toEqual(
      problem,
    );
    await expect(exposure.expose(exposed())).resolves.toBeUndefined();
  });

  it('writes an HTTPRoute and waits for its Gateway to take it', async () => {
    await installHttpRoutes(bed.client);
    const { exposure, writes, changes } = await started(route);
    const now = exposed('iris.models.example');
    const problem = await exposure.expose(now);
    expect(problem?.message).toContain('no Gateway has answered');
    expect(writes).toEqual(['PATCH httproutes']);
    const before = changes();
    await mergeObject<HttpRoute>(
      bed.client,
      resourceTypes.HTTPRoute,
      at(),
      {
        status: {
          parents: [{ conditions: [{ type: 'Accepted', status: 'True' }] }],
        },
      },
      '/status',
    );
    await eventually('it is told', () => changes() > before);
    await expect(exposure.expose(now)).resolves.toBeUndefined();
    expect(writes).toHaveLength(1);
    await exposure.expose(exposed());
    expect(
      await readObject(bed.client, resourceTypes.HTTPRoute, at()),
    ).toBeUndefined();
  });
});

/** Writes down what is written, and knows nothing of some paths. */
function counting(
  client: KubeClient,
  writes: string[],
  has: (path: string) => boolean,
): KubeClient {
  const pathFor = (path: string) => (has(path) ? path : '/apis/nowhere/v1');
  return {
    json: (path: string, init: KubeRequest = {}) => {
      const { method = 'GET' } = init;
      const [place, query = ''] = path.split('?');
      if (method === 'PATCH' && !query.includes('dryRun'))
        writes.push(`${method} ${place.split('/').at(-2)}`);
      return client.json(pathFor(path), init);
    },
    open: (path: string, init?: KubeRequest) => client.open(path, init),
  } as unknown as KubeClient;
}
