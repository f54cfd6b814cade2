import {
  GatewayToken,
  RouteAccess,
} from '@greenroom/backstage-plugin-model-serving-common';
import { TokenRecord } from '../traffic';
import { AccessRequest, Gate, liveAccess } from './gate';
import { digestOf, ShownTokens } from './tokenBook';

const infer = '/v2/models/iris/infer';

function gateWith(
  tokens: Readonly<Record<string, Partial<GatewayToken>>>,
  access: Partial<RouteAccess> = {},
) {
  let now = 0;
  const records = new Map<string, TokenRecord>();
  const gate = new Gate({
    now: () => now,
    wallClock: () => 1_000_000 + now,
    random: () => 0.5,
  });
  const adopt = (held: typeof tokens) =>
    gate.adopt(
      Object.fromEntries(
        Object.entries(held).map(([value, token]) => [
          digestOf(value),
          {
            id: value,
            routes: ['demo/iris'],
            verbs: ['infer', 'metadata'],
            ...token,
          },
        ]),
      ),
      id => {
        const record = records.get(id) ?? new TokenRecord();
        records.set(id, record);
        return record;
      },
    );
  adopt(tokens);
  const asked = {
    kind: 'token',
    keys: [digestOf('portal')],
    ...access,
  } as const;
  return {
    gate,
    adopt,
    records,
    pass: (ms: number) => {
      now += ms;
    },
    /** `200`, or what it answers. */
    ask(request: Partial<AccessRequest> = {}, route = 'demo/iris') {
      const live = liveAccess({ id: route, access: asked })!;
      const verdict = gate.admit(route, live, {
        authorization: undefined,
        apiKey: undefined,
        tokens: new ShownTokens(),
        method: 'POST',
        path: infer,
        address: '10.0.0.1',
        isAgain: false,
        ...request,
      });
      return 'status' in verdict ? verdict : { status: 200, ...verdict };
    },
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a gate', () => {
  it.each`
    situation                                   | request                                                             | status
    ${'no token'}                               | ${{}}                                                               | ${401}
    ${'another scheme'}                         | ${{ authorization: 'Basic dTpw' }}                                  | ${401}
    ${'an unknown token'}                       | ${bearer('other')}                                                  | ${401}
    ${'a malformed token'}                      | ${bearer('')}                                                       | ${401}
    ${'a token that has expired'}               | ${bearer('old')}                                                    | ${401}
    ${'a token that expires now'}               | ${bearer('now')}                                                    | ${401}
    ${'a valid token'}                          | ${bearer('good')}                                                   | ${200}
    ${'the scheme in other letters and blanks'} | ${{ authorization: 'bEARER   good ' }}                              | ${200}
    ${'a key of the control plane'}             | ${bearer('portal')}                                                 | ${200}
    ${'a token of another service'}             | ${bearer('elsewhere')}                                              | ${403}
    ${'metadata with a token for inference'}    | ${{ ...bearer('calls'), method: 'GET', path: '/v2/models/iris' }}   | ${403}
    ${'inference with a token for metadata'}    | ${bearer('reads')}                                                  | ${403}
    ${'metadata with a token for metadata'}     | ${{ ...bearer('reads'), method: 'GET', path: '/v2/models/iris' }}   | ${200}
    ${'unloading a model'}                      | ${{ ...bearer('good'), path: '/v2/repository/models/iris/unload' }} | ${403}
    ${'health without a token'}                 | ${{ method: 'GET', path: '/v2/health/ready' }}                      | ${200}
    ${'an API key that is not enabled'}         | ${{ apiKey: 'good' }}                                               | ${401}
  `('answers $situation with $status', ({ request, status }) => {
    const { ask } = gateWith({
      good: {},
      old: { expiresAt: 999_999 },
      now: { expiresAt: 1_000_000 },
      elsewhere: { routes: ['demo/digits', 'demo/iris2'] },
      calls: { verbs: ['infer'] },
      reads: { verbs: ['metadata'] },
    });
    expect(ask(request).status).toBe(status);
  });

  it('tells nobody why a token is not valid: one body, one challenge', () => {
    const { ask } = gateWith({ old: { expiresAt: 1 } });
    const answers = ['other', '', 'old', 'x'.repeat(8_000)].map(token =>
      ask(bearer(token)),
    );
    expect(new Set(answers.map(a => JSON.stringify(a))).size).toBe(1);
    const missing = ask();
    expect(answers[0]).toEqual({
      ...missing,
      challenge: 'Bearer realm="demo/iris", error="invalid_token"',
      // For the owner's metrics alone
      counted: 'InvalidToken',
    });
    expect(missing).toMatchObject({
      reason: 'Unauthorized',
      challenge: 'Bearer realm="demo/iris"',
    });
  });

  it('guards health and takes API keys where a route says so', () => {
    const guarded = gateWith({ good: {} }, { guardsHealth: true });
    const health = { method: 'GET', path: '/v2/health/ready' };
    expect(guarded.ask(health).status).toBe(401);
    expect(guarded.ask({ ...health, ...bearer('good') }).status).toBe(200);
    const keyed = gateWith({ good: {} }, { acceptsApiKey: true });
    expect(keyed.ask({ apiKey: 'good' }).status).toBe(200);
    expect(keyed.ask({ apiKey: 'good', ...bearer('other') }).status).toBe(401);
  });

  it('lets the components of a service through by the key in their path, which goes no further', () => {
    const { ask } = gateWith(
      { good: {} },
      { kind: 'component', keys: [digestOf('k1')] },
    );
    expect(ask({ path: '/k1/v1/models/iris:predict?a=b' })).toMatchObject({
      status: 200,
      path: '/v1/models/iris:predict?a=b',
    });
    expect(ask({ path: '/k1' })).toMatchObject({ status: 200, path: '/' });
    expect(ask({ path: '/k1?a' })).toMatchObject({ status: 200, path: '/?a' });
    for (const path of [infer, '/', '/k2/v1', '//k1/v1', '/k1%2Fv1'])
      expect(ask({ path, ...bearer('good') }).status).toBe(401);
    expect(ask({ path: '/v1', ...bearer('portal') }).status).toBe(401);
  });

  it('counts what a token is refused, and limits it by the key that its values share', () => {
    const limit = { key: 'f', requests: 2, seconds: 60 };
    const { ask, records, pass } = gateWith({
      one: { limit },
      two: { limit },
      free: {},
    });
    expect(ask(bearer('one')).status).toBe(200);
    expect(ask(bearer('two')).status).toBe(200);
    expect(ask({ ...bearer('one'), isAgain: true }).status).toBe(200);
    expect(ask(bearer('one'))).toMatchObject({
      status: 429,
      reason: 'RateLimited',
      retryAfterSeconds: 30,
    });
    expect(ask(bearer('free')).status).toBe(200);
    expect(records.get('one')!.takeDelta()).toMatchObject({ refused: 1 });
    pass(30_000);
    expect(ask(bearer('two')).status).toBe(200);
  });

  it('keeps what was used of a limit when a snapshot comes', () => {
    const token = { limit: { key: 'f', requests: 1, seconds: 60 } };
    const { ask, adopt } = gateWith({ one: token });
    expect(ask(bearer('one')).status).toBe(200);
    adopt({ one: token, two: token });
    expect(ask(bearer('two')).status).toBe(429);
  });

  it('answers wrong tokens of one address with 429 after a while, and still lets a right one through', () => {
    const { ask } = gateWith({ good: {} });
    const statuses = Array.from(
      { length: 5_000 },
      (_, i) => ask(bearer(`wrong${i}`)).status,
    );
    expect(statuses.filter(status => status === 401)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    expect(ask(bearer('good')).status).toBe(200);
    expect(ask().status).toBe(401);
    expect(ask({ ...bearer('wrong'), address: '10.0.0.2' }).status).toBe(401);
  });

  it('has no tokens with a snapshot that has none: routes that need one refuse', () => {
    const { gate, ask } = gateWith({ good: {} });
    gate.adopt(undefined, () => new TokenRecord());
    expect(ask(bearer('good')).status).toBe(401);
    expect(ask(bearer('portal')).status).toBe(200);
  });

  it('opens all of a namespace, services and graphs, and nothing of another', () => {
    const { ask } = gateWith({ all: { routes: [], namespaces: ['demo'] } });
    const statusOf = (route: string) => ask(bearer('all'), route).status;
    expect(statusOf('demo/iris')).toBe(200);
    expect(statusOf('graph:demo/flow')).toBe(200);
    for (const route of ['demo2/iris', 'graph:prod/demo', 'prod/demo'])
      expect(statusOf(route)).toBe(403);
  });

  it('names a graph as a service in its challenge', () => {
    const { ask } = gateWith({});
    expect(ask({}, 'graph:demo/flow')).toMatchObject({
      challenge: 'Bearer realm="demo/flow"',
    });
  });

  it('opens exactly what scopes say, whatever they are', () => {
    // A generator with a fixed seed: the same scopes every time
    let seed = 5;
    const below = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    const allRoutes = ['demo/iris', 'demo/iri', 'demo/iris/predictor', 'd/x'];
    const allVerbs = ['infer', 'metadata'] as const;
    const requests = [
      { verb: 'infer', method: 'POST', path: infer },
      { verb: 'metadata', method: 'GET', path: '/v2/models/iris' },
    ] as const;
    for (let i = 0; i < 500; i++) {
      const routes = allRoutes.filter(() => below(2) === 0);
      const verbs = allVerbs.filter(() => below(2) === 0);
      const namespaces = ['demo', 'd', 'iris'].filter(() => below(4) === 0);
      const { ask } = gateWith({ t: { routes, namespaces, verbs } });
      for (const route of allRoutes)
        for (const { verb, ...request } of requests)
          expect(ask({ ...bearer('t'), ...request }, route).status).toBe(
            verbs.includes(verb) &&
              (routes.includes(route) ||
                namespaces.includes(route.split('/')[0]))
              ? 200
              : 403,
          );
    }
  });
});
