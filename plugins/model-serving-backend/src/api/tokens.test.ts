import {
  annotations,
  tokenReadPermission,
  type EventView,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { partKey } from '../store';
import { FakeDriver } from '../testing';
import { ApiTestBed } from './__testUtils__';

const TOKENS = '/deployments/local/demo/iris/tokens';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('tokens of a deployment', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
    await bed.deploy({ name: 'iris' });
  });

  afterEach(() => bed.close());

  const create = (input: object, as: 'alice' | 'bob' | 'admin' = 'alice') =>
    bed.call(as, 'POST', TOKENS, input);
  const list = async () =>
    (await bed.call('alice', 'GET', TOKENS)).body.items as TokenView[];
  const inDays = (days: number) =>
    new Date(bed.clock.now() + days * DAY_MS).toISOString();

  it('are told once, and never again: not in lists, audit, history or the database', async () => {
    const { status, body, headers } = await create({
      name: ' Web shop ',
      consumer: 'Component:default/Web-Shop',
      limit: { requests: 10, seconds: 60 },
    });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.value).toMatch(/^greenroom_[0-9A-Za-z]{49}$/);
    expect(body.token).toEqual({
      id: expect.any(String),
      name: 'Web shop',
      start: body.value.slice(0, 14),
      cluster: 'local',
      scopes: [
        {
          kind: 'InferenceService',
          namespace: 'demo',
          name: 'iris',
          entityRef: 'component:demo/iris',
        },
      ],
      state: 'active',
      consumer: 'component:default/web-shop',
      verbs: ['infer', 'metadata'],
      limit: { requests: 10, seconds: 60 },
      createdAt: inDays(0),
      createdBy: 'user:default/alice',
      expiresAt: inDays(90),
      usage: { requests: 0, errors: 0, refused: 0 },
    });
    expect(await list()).toEqual([body.token]);
    await bed.call('alice', 'GET', '/tokens');
    await bed.call('alice', 'GET', '/deployments/local/demo/iris/history');
    await bed.call('alice', 'GET', '/deployments/local/demo/iris/events');
    const stored = await bed.stores.tokens.active('local', 0);
    const told = [...bed.said, JSON.stringify(stored)].filter(text =>
      text.includes(body.value),
    );
    // The one answer
    expect(told).toHaveLength(1);
    expect(bed.audit).toContainEqual({
      eventId: 'token-mutate',
      severityLevel: 'medium',
      meta: {
        actionType: 'create',
        kind: 'InferenceService',
        ref: 'local/demo/iris',
        token: body.token.id,
        name: 'Web shop',
        opens: ['InferenceService local/demo/iris'],
      },
      outcome: 'success',
    });
  });

  it.each`
    input                                                | problem
    ${{ name: '' }}                                      | ${/^name must have 1 to 63/}
    ${{ name: 'x'.repeat(64) }}                          | ${/^name must have 1 to 63/}
    ${{ name: 'a\u200bb' }}                              | ${/^name must have 1 to 63/}
    ${{ name: 'a', consumer: 'web shop' }}               | ${/^consumer 'web shop' is not an entity/}
    ${{ name: 'a', verbs: [] }}                          | ${/^verbs is empty/}
    ${{ name: 'a', verbs: ['manage'] }}                  | ${/^verbs.0/}
    ${{ name: 'a', expiresAt: 'never' }}                 | ${/^expiresAt: tokens that never expire/}
    ${{ name: 'a', expiresAt: 'tomorrow' }}              | ${/^expiresAt 'tomorrow' is not a time/}
    ${{ name: 'a', expiresAt: '2020-01-01' }}            | ${/^expiresAt '2020-01-01' is not a time/}
    ${{ name: 'a', expiresAt: '2099-01-01' }}            | ${/^expiresAt is more than a year/}
    ${{ name: 'a', limit: { requests: 0, seconds: 1 } }} | ${/^limit.requests/}
    ${{ name: 'a', value: 'greenroom_of-my-own' }}       | ${/value/}
    ${{}}                                                | ${/^name/}
  `('cannot be made of $input', async ({ input, problem }) => {
    const { status, body } = await create(input);
    expect([status, body.error.message]).toEqual([
      400,
      expect.stringMatching(problem),
    ]);
    expect(await list()).toEqual([]);
  });

  it('are told apart in metrics for those who may see them, by name, rotated values as one', async () => {
    const first = (await create({ name: 'shop' })).body.token as TokenView;
    const rotated = await bed.call(
      'alice',
      'POST',
      `/tokens/${first.id}/rotate`,
      {},
    );
    const { uid } = (await bed.stores.resources.get('InferenceService', {
      cluster: 'local',
      namespace: 'demo',
      name: 'iris',
    }))!;
    const at = bed.clock.now();
    const sample = (id: string, ok: number) => ({
      uid: partKey(uid, 'token', id),
      at,
      seconds: 10,
      ok,
      client: 1,
      server: 0,
      latencySumMs: 0,
      latency: {},
      inflight: 0,
      desired: 0,
      ready: 0,
    });
    await bed.stores.samples.append([
      sample(first.id, 9),
      sample(rotated.body.token.id, 29),
      sample('of-a-token-that-is-gone', 4),
    ]);
    const metrics = '/deployments/local/demo/iris/metrics?range=15m';
    const { body } = await bed.call('alice', 'GET', metrics);
    expect(body.tokens).toMatchObject([
      { name: 'shop', ok: 38, client: 2, server: 0 },
      { isRest: true, ok: 4, client: 1 },
    ]);
    expect(body.tokens[0]).not.toHaveProperty('latency');
    const [ok] = body.tokens[0].requests;
    const rates = ok.points.filter(([, rate]: [number, number]) => rate > 0);
    expect(rates).toEqual([[expect.any(Number), 3.8]]);

    bed.policy.grants.set('user:default/victor', permission =>
      permission.name === tokenReadPermission.name ? 'none' : 'all',
    );
    const seen = await bed.call('victor', 'GET', metrics);
    expect(seen.status).toBe(200);
    expect(seen.body).not.toHaveProperty('tokens');
    expect(seen.body.tags).toEqual([]);
  });

  it('of one name are not made twice', async () => {
    await create({ name: 'Shop' });
    const { status, body } = await create({ name: 'shop' });
    expect([status, body.error.message]).toEqual([
      409,
      expect.stringContaining("there is a token 'Shop' for it already"),
    ]);
  });

  it('are rotated with an overlap: both are there, the new one lives as long as the old one was meant to', async () => {
    const first = (await create({ name: 'shop', expiresAt: inDays(30) })).body;
    await bed.clock.advance(DAY_MS);
    const second = await bed.call(
      'alice',
      'POST',
      `/tokens/${first.token.id}/rotate`,
      { overlapSeconds: 3_600 },
    );
    expect(second.status).toBe(201);
    expect(second.body.value).not.toBe(first.value);
    expect(second.body.token.expiresAt).toBe(inDays(30));
    expect((await list()).map(({ state }) => state)).toEqual([
      'active',
      'rotating',
    ]);
    const again = await bed.call(
      'alice',
      'POST',
      `/tokens/${first.token.id}/rotate`,
      {},
    );
    expect(again.status).toBe(409);
    await bed.clock.advance(3_600_000);
    expect((await list()).map(({ state }) => state)).toEqual([
      'active',
      'expired',
    ]);
  });

  it('are revoked, one or all, as often as one likes', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c'])
      ids.push((await create({ name })).body.token.id);
    const post = (path: string) => bed.call('alice', 'POST', path);
    for (let i = 0; i < 2; i++) {
      const { body } = await post(`/tokens/${ids[0]}/revoke`);
      expect(body).toMatchObject({
        state: 'revoked',
        revokedBy: 'user:default/alice',
      });
    }
    const { body } = await post(`${TOKENS}/revoke`);
    expect(body.items.map(({ name }: TokenView) => name).sort()).toEqual([
      'b',
      'c',
    ]);
    expect(new Set((await list()).map(({ state }) => state))).toEqual(
      new Set(['revoked']),
    );
    expect((await post(`/tokens/${ids[0]}/rotate`)).status).toBe(409);
    expect((await post('/tokens/unknown/revoke')).status).toBe(404);
  });

  it('are made, seen and revoked by who may, each by a permission of its own', async () => {
    const { id } = (await create({ name: 'shop' })).body.token;
    bed.policy.grants.set('user:default/bob', ({ name }) =>
      name === 'model-serving.deployment.read' ? 'all' : 'none',
    );
    for (const [method, path, body] of [
      ['GET', TOKENS, undefined],
      ['POST', TOKENS, { name: 'x' }],
      ['POST', `${TOKENS}/revoke`, undefined],
    ] as const) {
      const { status } = await bed.call('bob', method, path, body);
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    const { status } = await bed.call('nobody', 'GET', TOKENS);
    expect(status).toBe(404);
    // Who may not see the tokens of anything that it opens does not know of a token
    for (const what of ['rotate', 'revoke']) {
      const path = `/tokens/${id}/${what}`;
      expect((await bed.call('bob', 'POST', path, {})).status).toBe(404);
    }
    bed.policy.grants.set('user:default/bob', ({ name }) =>
      /deployment.read|token.read/.test(name) ? 'all' : 'none',
    );
    for (const what of ['rotate', 'revoke']) {
      const path = `/tokens/${id}/${what}`;
      expect((await bed.call('bob', 'POST', path, {})).status).toBe(403);
    }
  });

  it('are listed for who made them, and by consumer for who may see them', async () => {
    const consumer = 'component:default/shop';
    await create({ name: 'a', consumer });
    await create({ name: 'b' });
    await create({ name: 'c', consumer }, 'admin');
    const names = async (as: 'alice' | 'bob' | 'admin', query = '') =>
      (await bed.call(as, 'GET', `/tokens${query}`)).body.items
        .map(({ name }: TokenView) => name)
        .sort();
    expect(await names('alice')).toEqual(['a', 'b']);
    expect(await names('admin')).toEqual(['c']);
    expect(await names('bob')).toEqual([]);
    expect(await names('alice', `?consumer=${consumer}`)).toEqual(['a', 'c']);
    expect(await names('bob', `?consumer=${consumer}`)).toEqual([]);
  });

  it('are on the record of their deployment', async () => {
    const { id } = (await create({ name: 'shop' })).body.token;
    await bed.clock.advance(10);
    await bed.call('alice', 'POST', `/tokens/${id}/rotate`, {});
    await bed.clock.advance(10);
    await bed.call('alice', 'POST', `${TOKENS}/revoke`);
    const { body } = await bed.call(
      'alice',
      'GET',
      '/deployments/local/demo/iris/events',
    );
    expect(body.items.map(({ message }: EventView) => message)).toEqual([
      'user:default/alice revoked all tokens',
      "user:default/alice rotated the token 'shop'",
      "user:default/alice made the token 'shop'",
    ]);
  });
});

describe('whether a deployment needs a token', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create({
      driver: new FakeDriver(),
      gatewayUrl: 'https://models.example.com',
    });
  });

  afterEach(() => bed.close());

  const auth = (value: string | null) => ({
    metadata: { annotations: { [annotations.enableAuth]: value } },
  });
  const patch = (as: 'alice' | 'admin', value: string | null) =>
    bed.call(as, 'PATCH', '/deployments/local/demo/iris', auth(value));
  const mayNotOpen = () =>
    bed.policy.grants.set('user:default/alice', ({ name }) =>
      name.endsWith('open-unauthenticated') ? 'none' : 'own',
    );

  it('is said otherwise only by who has the right, on the way in and later', async () => {
    mayNotOpen();
    await expect(
      bed.deploy({
        name: 'open',
        annotations: { [annotations.enableAuth]: 'false' },
      }),
    ).rejects.toThrow('open-unauthenticated');
    await bed.deploy({ name: 'iris' });
    const refused = await patch('alice', 'false');
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      expect.stringMatching(
        /^metadata.annotations\[security.opendatahub.io\/enable-auth\]: you may not let/,
      ),
    ]);
    const dryRun = await bed.call(
      'alice',
      'PATCH',
      '/deployments/local/demo/iris?dryRun=true',
      auth('false'),
    );
    expect(dryRun.body.errors).toEqual([
      expect.objectContaining({
        path: 'metadata.annotations[security.opendatahub.io/enable-auth]',
      }),
    ]);
    expect((await patch('alice', 'true')).status).toBe(200);
    expect((await patch('admin', 'false')).status).toBe(200);
    // What somebody else decided stays, whoever changes something else
    const { status } = await bed.call(
      'alice',
      'PATCH',
      '/deployments/local/demo/iris',
      { metadata: { annotations: { [annotations.description]: 'x' } } },
    );
    expect(status).toBe(200);
  });
});
