import {
  annotations,
  type EventView,
  type TokenScope,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

// Each test makes a small world first
jest.setTimeout(300_000);

const guarded = { [annotations.enableAuth]: 'true' };
const service = (name: string): TokenScope => ({
  kind: 'InferenceService',
  namespace: 'demo',
  name,
});

describe('what tokens open', () => {
  let bed: ApiTestBed;

  const graphOf = async (name: string, serviceName: string) => {
    const { status } = await bed.call(
      'alice',
      'PUT',
      `/resources/InferenceGraph/local/demo/${name}`,
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: {
          name,
          namespace: 'demo',
          annotations: { [annotations.owner]: 'group:default/a' },
        },
        spec: {
          nodes: {
            root: { routerType: 'Sequence', steps: [{ serviceName }] },
          },
        },
      },
    );
    expect(status).toBeLessThan(300);
  };

  /** Of alice's group: iris, digits, and a graph of iris. Of bob's: wine. */
  beforeEach(async () => {
    bed = await ApiTestBed.create();
    const deploy = (as: Caller, name: string) =>
      bed.call(
        as,
        'POST',
        '/deployments',
        testService({ name, annotations: guarded }),
      );
    await deploy('alice', 'iris');
    await deploy('alice', 'digits');
    await deploy('bob', 'wine');
    await graphOf('flow', 'iris');
  });

  afterEach(() => bed.close());

  const tokensOf = (path: string) => `${path}/tokens`;
  const iris = tokensOf('/deployments/local/demo/iris');
  const flow = tokensOf('/graphs/local/demo/flow');
  const create = (
    path: string,
    also?: readonly TokenScope[],
    as: Caller = 'alice',
  ) => bed.call(as, 'POST', path, { name: 'shop', ...(also && { also }) });
  const scopesIn = async (path: string, as: Caller = 'alice') => {
    const { status, body } = await bed.call(as, 'GET', path);
    expect([path, status]).toEqual([path, 200]);
    return body.items.map(({ scopes, hiddenScopes }: TokenView) => [
      ...scopes.map(scope =>
        scope.kind === 'Namespace' ? scope.namespace : scope.name,
      ),
      ...(hiddenScopes ? [hiddenScopes] : []),
    ]);
  };

  it('is a graph, for whom may give tokens for what it calls', async () => {
    expect((await create(flow)).status).toBe(201);
    expect(await scopesIn(flow)).toEqual([['flow']]);
    const [active] = await bed.stores.tokens.active('local', 0);
    expect(active.scopes).toMatchObject([
      { kind: 'InferenceGraph', ref: { name: 'flow' } },
    ]);
    // A graph is no way around the tokens of what it calls
    await graphOf('around', 'wine');
    const { status, body } = await create(
      tokensOf('/graphs/local/demo/around'),
    );
    expect([status, body.error.message]).toEqual([
      403,
      expect.stringMatching(/may not make tokens of everything that it would/),
    ]);
  });

  it('is several, listed at each of them, revoked at any', async () => {
    const also: TokenScope[] = [
      service('digits'),
      service('iris'),
      { kind: 'InferenceGraph', namespace: 'demo', name: 'flow' },
    ];
    const { status, body } = await create(iris, also);
    expect(status).toBe(201);
    const digits = tokensOf('/deployments/local/demo/digits');
    for (const path of [iris, digits, flow, '/tokens'])
      expect(await scopesIn(path)).toEqual([['flow', 'digits', 'iris']]);
    const again = await create(digits);
    expect(again.status).toBe(409);
    const revoked = await bed.call('alice', 'POST', `${digits}/revoke`);
    expect(revoked.body.items).toMatchObject([
      { id: body.token.id, state: 'revoked' },
    ]);
    expect(await bed.stores.tokens.active('local', 0)).toEqual([]);
    const { body: events } = await bed.call(
      'alice',
      'GET',
      '/deployments/local/demo/iris/events',
    );
    expect(events.items.map(({ message }: EventView) => message)).toEqual(
      expect.arrayContaining([
        "user:default/alice made the token 'shop'",
        "user:default/alice revoked the token 'shop'",
      ]),
    );
  });

  it('is nothing that its maker may not give, and says nothing of what one may not see', async () => {
    const missing = await create(iris, [service('nowhere')]);
    const hidden = await create(iris, [service('wine')]);
    expect([missing.status, hidden.status]).toEqual([404, 404]);
    expect(hidden.body.error.message).toBe(
      missing.body.error.message.replace('nowhere', 'wine'),
    );
    bed.policy.grants.set('user:default/alice', ({ name }) =>
      name === 'model-serving.deployment.read' ? 'all' : 'own',
    );
    const seen = await create(iris, [service('wine')]);
    expect([seen.status, seen.body.error.message]).toEqual([
      403,
      expect.stringContaining('token.create'),
    ]);
    expect(await bed.stores.tokens.active('local', 0)).toEqual([]);
  });

  it('is all of a project for whom it does not matter who owns it', async () => {
    const all: TokenScope[] = [{ kind: 'Namespace', namespace: 'demo' }];
    const refused = await create(iris, all);
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      expect.stringMatching(/^you may not make tokens for all of the project/),
    ]);
    const { status, body } = await create(
      iris,
      [...all, service('digits')],
      'admin',
    );
    expect(status).toBe(201);
    expect(body.token.scopes).toEqual(all);
    // Also what comes later
    await bed.deploy({ name: 'late' });
    const late = tokensOf('/deployments/local/demo/late');
    for (const path of [late, flow])
      expect(await scopesIn(path)).toEqual([['demo']]);
    // Whoever guards a door takes a key away; a new one is for who may give it
    const { id } = body.token;
    const rotated = await bed.call('alice', 'POST', `/tokens/${id}/rotate`, {});
    expect([rotated.status]).toEqual([404]);
    expect((await bed.call('bob', 'GET', late)).status).toBe(404);
    const revoked = await bed.call('alice', 'POST', `${late}/revoke`);
    expect(revoked.body.items).toHaveLength(1);
  });

  it('is shown as far as one may see it; what is not one’s own stays hidden', async () => {
    const { body } = await create(iris, [service('wine')], 'admin');
    expect(await scopesIn(iris)).toEqual([['iris', 1]]);
    const wine = tokensOf('/deployments/local/demo/wine');
    expect(await scopesIn(wine, 'bob')).toEqual([['wine', 1]]);
    expect(await scopesIn('/tokens', 'admin')).toEqual([['iris', 'wine']]);
    const { id } = body.token;
    const rotate = await bed.call('bob', 'POST', `/tokens/${id}/rotate`, {});
    expect([rotate.status, rotate.body.error.message]).toEqual([
      403,
      expect.not.stringContaining('iris'),
    ]);
    const revoke = await bed.call('bob', 'POST', `/tokens/${id}/revoke`);
    expect(revoke.body.state).toBe('revoked');
  });

  it.each`
    also                                                                          | problem
    ${[{ kind: 'Namespace', namespace: 'De/mo' }]}                                | ${/^also.0.namespace/}
    ${[{ kind: 'Namespace', namespace: 'demo', name: 'x' }]}                      | ${/also/}
    ${[{ kind: 'ServingRuntime', namespace: 'demo', name: 'x' }]}                 | ${/^also.0/}
    ${[{ kind: 'InferenceGraph', namespace: 'demo' }]}                            | ${/^also.0/}
    ${Array.from({ length: 50 }, (_, i) => ({ ...service('x'), name: `x${i}` }))} | ${/^also has 50 entries/}
  `('is not $also', async ({ also, problem }) => {
    const { status, body } = await create(iris, also);
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringMatching(problem),
    ]);
  });
});
