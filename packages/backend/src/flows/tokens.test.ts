import {
  Deployments,
  flower,
  labelOf,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

/** As many connections reach every worker. */
const CONNECTIONS = 24;

const v2 = {
  inputs: [
    { name: 'input', datatype: 'FP32', shape: [1, 4], data: flower.features },
  ],
};
/** What the graph is called with: its service says V1 first. */
const v1 = { instances: [flower.features] };

describe('a deployment that needs a token', () => {
  let portal: TestPortal;
  let deployments: Deployments;
  const tokens = '/deployments/local/demo/guarded/tokens';
  const model = '/serving/demo/guarded/v2/models/guarded/infer';
  const graph = '/graphs/demo/flow';

  /** Statuses of predictions over new connections, each of which one of the workers answers. */
  const statuses = async (token?: string, path = model) => {
    const answers = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const { status } = await fetch(`${portal.gatewayUrl}${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            connection: 'close',
            ...(token && { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(path === graph ? v1 : v2),
        });
        return status;
      }),
    );
    return [...new Set(answers)];
  };
  const untilAnswered = (status: number, token?: string, path = model) =>
    until(`everybody is answered ${status}`, async () => {
      const seen = await statuses(token, path);
      return seen.length === 1 && seen[0] === status;
    });
  /** Nobody is served any more; after many wrong tokens the address is told to slow down. Returns how long that took. */
  const untilRefused = async (token: string, path = model) => {
    const from = Date.now();
    await until('everybody is refused', async () => {
      const seen = await statuses(token, path);
      return seen.every(status => status === 401 || status === 429);
    });
    return Date.now() - from;
  };
  const create = async (name: string, more: object = {}) => {
    const { status, body } = await deployments.call('POST', tokens, {
      name,
      ...more,
    });
    expect(status).toBe(201);
    return body;
  };

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all');
    deployments = new Deployments(portal);
    await deployments.connect('samples');
    const service = deployments.service('guarded', 'samples');
    const annotations = { 'security.opendatahub.io/enable-auth': 'true' };
    await deployments.call('POST', '/deployments', {
      ...service,
      metadata: { ...service.metadata, annotations },
    });
    await deployments.ready('guarded');
  });

  afterAll(() => portal.close());

  it('answers 401 without one, serves with one, and lets the portal try without showing one', async () => {
    await untilAnswered(401);
    const { value } = await create('shop');
    await untilAnswered(200, value);
    const tried = await deployments.call(
      'POST',
      '/deployments/local/demo/guarded/try',
      {
        path: '/v2/models/guarded/infer',
        method: 'POST',
        body: JSON.stringify(v2),
      },
    );
    expect([tried.body.status, JSON.stringify(tried.body)]).toEqual([
      200,
      expect.not.stringContaining('greenroom_'),
    ]);
    expect(labelOf({ ...tried, body: JSON.parse(tried.body.body) })).toBe(
      flower.label,
    );
    const seen = await deployments.get('guarded');
    expect(seen?.access).toBe('token');
    // The owner sees how many had none
    const refused = await until('what was refused is measured', async () => {
      const path = '/deployments/local/demo/guarded/metrics?range=15m';
      const { body } = await deployments.call('GET', path);
      return body.refusals?.find(
        ({ name }: { name: string }) => name === 'NoToken',
      );
    });
    expect(refused).toMatchObject({ ok: 0, server: 0 });
    expect(refused.client).toBeGreaterThanOrEqual(CONNECTIONS);
  });

  it('refuses a revoked one in every worker within a second, and serves the others on', async () => {
    const [leaked, kept] = [await create('leaked'), await create('kept')];
    await untilAnswered(200, leaked.value);
    await untilAnswered(200, kept.value);
    await deployments.call('POST', `/tokens/${leaked.token.id}/revoke`);
    const took = await untilRefused(leaked.value);
    expect(await statuses(kept.value)).toEqual([200]);
    // What it took is reported, not demanded: machines differ
    process.stdout.write(`revoked everywhere after ${took} ms\n`);
  });

  it('opens a graph, several, or all of a project, and closes all of it in a second', async () => {
    const { status } = await deployments.call(
      'PUT',
      '/resources/InferenceGraph/local/demo/flow',
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: { name: 'flow', namespace: 'demo' },
        spec: {
          nodes: {
            root: {
              routerType: 'Sequence',
              steps: [{ serviceName: 'guarded' }],
            },
          },
        },
      },
    );
    expect(status).toBe(201);
    // It calls what needs a token
    await untilAnswered(401, undefined, graph);
    const toGraph = { kind: 'InferenceGraph', namespace: 'demo', name: 'flow' };
    const one = await create('one');
    await untilAnswered(200, one.value);
    await untilAnswered(403, one.value, graph);
    const both = await create('both', { also: [toGraph] });
    const all = await create('all', {
      also: [{ kind: 'Namespace', namespace: 'demo' }],
    });
    for (const { value, token } of [both, all]) {
      await untilAnswered(200, value);
      await untilAnswered(200, value, graph);
      await deployments.call('POST', `/tokens/${token.id}/revoke`);
      const took = await untilRefused(value);
      await untilRefused(value, graph);
      process.stdout.write(`revoked for all after ${took} ms\n`);
    }
    await deployments.call(
      'DELETE',
      '/resources/InferenceGraph/local/demo/flow',
    );
  });

  it('serves both values while a token is rotated, then the new one', async () => {
    const old = await create('rotated');
    const { body } = await deployments.call(
      'POST',
      `/tokens/${old.token.id}/rotate`,
      { overlapSeconds: 3 },
    );
    await untilAnswered(200, body.value);
    expect(await statuses(old.value)).toEqual([200]);
    await untilRefused(old.value);
    expect(await statuses(body.value)).toEqual([200]);
  });

  it('writes down how a token is used', async () => {
    const { value, token } = await create('counted');
    await untilAnswered(200, value);
    const kept = async () => {
      const { body } = await deployments.call('GET', tokens);
      return body.items.find(({ id }: { id: string }) => id === token.id);
    };
    await until('its use is written down', async () => {
      const { usage, lastUsedAt } = await kept();
      return usage.requests >= CONNECTIONS && lastUsedAt;
    });
    expect((await kept()).usage).toMatchObject({ errors: 0, refused: 0 });
  });

  it('is open again when it needs none, and its tokens go with it', async () => {
    const { value } = await create('last');
    await deployments.call('PATCH', '/deployments/local/demo/guarded', {
      metadata: {
        annotations: { 'security.opendatahub.io/enable-auth': 'false' },
      },
    });
    await untilAnswered(200);
    await deployments.remove('guarded');
    await deployments.deploy('guarded', 'samples');
    const { body } = await deployments.call('GET', tokens);
    // That of the whole project is on record for a while, like all that were revoked
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
      'all',
    ]);
    await untilAnswered(200, value);
  });
});
