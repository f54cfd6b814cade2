import {
  GraphBed,
  json,
  node,
  ServiceHandler,
  startGraphBed,
} from '../__testUtils__/graphBed';

type Profile = 'kserve' | 'greenroom';

const S = json({ p: 1 });
const E = json({ detail: 'x' }, 404);
const down: ServiceHandler = (_call, response) => {
  response.socket?.resetAndDestroy();
};
const text: ServiceHandler = (_call, response) => {
  response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b');
};
const empty: ServiceHandler = (_call, response) => {
  response.writeHead(200).end();
};
const graphError = (cause: string) =>
  JSON.stringify({ error: 'Failed to process request', cause });
const NO_MATCH = graphError(
  'None of the routes matched with the switch condition',
);

describe('a graph', () => {
  let bed: GraphBed;

  beforeAll(async () => {
    bed = await startGraphBed();
  });

  afterAll(async () => {
    await bed.stop();
  });

  async function ask(
    nodes: Parameters<GraphBed['set']>[0],
    services: Parameters<GraphBed['set']>[1],
    options: {
      readonly body?: string;
      readonly profile?: Profile;
      readonly headers?: Record<string, string>;
      readonly propagate?: readonly string[];
    } = {},
  ) {
    const { body = '{"in":1}', profile, headers, propagate } = options;
    bed.set(nodes, services, {
      ...(profile ? { profile } : {}),
      ...(propagate ? { propagate } : {}),
    });
    return bed.post(body, { headers });
  }

  describe('whose root is a Sequence', () => {
    it('hands the predictions of a model to the next as its instances', async () => {
      const answer = await ask(
        {
          root: node('Sequence', [
            'a',
            { to: 'b', data: '$response', mapsPredictions: true },
          ]),
        },
        {
          a: (_call, response) =>
            response.end('{"model":"a","predictions":[1, 9007199254740993]}'),
          b: json({ ok: true }),
        },
      );
      expect(bed.calls.map(({ body }) => body)).toEqual([
        '{"in":1}',
        '{"instances":[1, 9007199254740993]}',
      ]);
      expect(answer).toMatchObject({ status: 200, body: '{"ok":true}' });
      expect(answer.headers.get('x-greenroom-graph-path')).toBe(
        'root/0,root/1',
      );
    });

    it.each([
      ['S then E', ['S', 'E'], 404, '{"detail":"x"}', 'root/0,root/1'],
      ['E then S', ['E', 'S'], 200, '{"p":1}', 'root/0,root/1'],
      [
        'a hard E then S',
        [{ to: 'E', isHard: true }, 'S'],
        404,
        '{"detail":"x"}',
        'root/0',
      ],
    ])('answers as %s do', async (_, steps, status, body, path) => {
      const answer = await ask({ root: node('Sequence', steps) }, { S, E });
      expect(answer).toMatchObject({ status, body });
      expect(answer.headers.get('x-greenroom-graph-path')).toBe(path);
      expect(answer.headers.get('content-type')).toBe('application/json');
    });

    const stopped = {
      root: node('Sequence', [
        'a',
        { to: 'b', condition: 'predictions.#(label=="dog")' },
      ]),
    };

    it.each<[Profile]>([['greenroom'], ['kserve']])(
      'stops with what it has where a condition does not hold (%s)',
      async profile => {
        const cat = { predictions: [{ label: 'cat' }] };
        const answer = await ask(stopped, { a: json(cat), b: S }, { profile });
        expect(answer).toMatchObject({
          status: 200,
          body: JSON.stringify(cat),
        });
        expect(bed.calls).toHaveLength(1);
      },
    );

    it.each<[Profile, number]>([
      ['greenroom', 404],
      ['kserve', 200],
    ])(
      'stops with the status that the answer before had, or KServe with 200 (%s)',
      async (profile, status) => {
        const answer = await ask(stopped, { a: E, b: S }, { profile });
        expect(answer).toMatchObject({ status, body: '{"detail":"x"}' });
      },
    );

    it.each<[Profile, number, string]>([
      ['greenroom', 200, 'a,b'],
      ['kserve', 500, graphError('invalid response')],
    ])(
      'asks a condition of an answer that is not JSON (%s)',
      async (profile, status, body) => {
        const answer = await ask(stopped, { a: text, b: S }, { profile });
        expect(answer).toMatchObject({ status, body });
      },
    );

    const guarded = {
      root: node('Sequence', [{ to: 'a', condition: 'in' }, 'b']),
    };

    it.each<[Profile, string, number, string]>([
      ['greenroom', '{"in":1}', 200, '{"p":1}'],
      [
        'greenroom',
        '{"out":1}',
        404,
        graphError('the condition of step root/0 does not hold'),
      ],
      ['kserve', '{"in":1}', 500, graphError('invalid response')],
    ])(
      'asks the condition of its first step of its input (%s, %s)',
      async (profile, body, status, said) => {
        const answer = await ask(guarded, { a: S, b: S }, { profile, body });
        expect(answer).toMatchObject({ status, body: said });
      },
    );

    it.each<[Profile, number]>([
      ['greenroom', 1],
      ['kserve', 2],
    ])(
      'takes a list without a hit for nothing, or not (%s)',
      async (profile, calls) => {
        await ask(
          {
            root: node('Sequence', [
              'a',
              { to: 'b', condition: 'p.#(=="x")#' },
            ]),
          },
          { a: json({ p: [] }), b: S },
          { profile },
        );
        expect(bed.calls).toHaveLength(calls);
      },
    );

    it('sends a part of an answer, or says that there is none', async () => {
      const nodes = {
        root: node('Sequence', [
          'a',
          { to: 'b', data: '$response.outputs.0.data' },
        ]),
      };
      await ask(nodes, { a: json({ outputs: [{ data: [1] }] }), b: S });
      expect(bed.calls[1].body).toBe('[1]');
      const answer = await ask(nodes, { a: json({}), b: S });
      expect(answer).toMatchObject({
        status: 500,
        body: graphError('step root/1: there is nothing at its data path'),
      });
    });

    it('asks conditions in CEL', async () => {
      const nodes = {
        root: node('Sequence', [
          'a',
          {
            to: 'b',
            condition:
              'cel:response.p > 0.5 && request.a == 1 && headers["x-tenant"] == "blue"',
          },
        ]),
      };
      for (const [tenant, calls] of [
        ['blue', 2],
        ['red', 1],
      ] as const) {
        await ask(
          nodes,
          { a: json({ p: 0.7 }), b: S },
          {
            body: '{"a":1}',
            headers: { 'x-tenant': tenant },
          },
        );
        expect(bed.calls).toHaveLength(calls);
      }
    });

    it.each<[Profile, number]>([
      ['greenroom', 200],
      ['kserve', 500],
    ])(
      'goes on after a soft step that could not be reached, or not (%s)',
      async (profile, status) => {
        const answer = await ask(
          { root: node('Sequence', ['a', 'b']) },
          { a: down, b: S },
          { profile },
        );
        expect(answer.status).toBe(status);
      },
    );
  });

  describe('whose root is a Switch', () => {
    const nodes = {
      root: node('Switch', [
        { to: 'S', condition: '[@this].#(kind==A)' },
        { to: 'E', condition: '[@this].#(kind==B)' },
      ]),
    };

    it.each([
      ['{"kind":"A"}', 200, '{"p":1}'],
      ['{"kind":"B"}', 404, '{"detail":"x"}'],
      ['{"kind":"C"}', 404, NO_MATCH],
      ['kind=A', 404, NO_MATCH],
    ])('takes the step for %s', async (body, status, said) => {
      expect(await ask(nodes, { S, E }, { body })).toMatchObject({
        status,
        body: said,
      });
    });

    it.each<[Profile, boolean, number]>([
      ['greenroom', false, 404],
      ['greenroom', true, 404],
      ['kserve', false, 500],
    ])(
      'below another one tells of no match (%s, hard: %s)',
      async (profile, isHard, status) => {
        const answer = await ask(
          {
            root: node('Sequence', [{ to: '@inner', isHard }]),
            inner: nodes.root,
          },
          { S, E },
          { profile },
        );
        expect(answer).toMatchObject({ status, body: NO_MATCH });
      },
    );

    it.each([
      [false, 200, '{"p":1}'],
      [true, 404, '{"detail":"x"}'],
    ])(
      'fails the node around it only where it is needed (hard: %s)',
      async (isHard, status, body) => {
        const answer = await ask(
          {
            root: node('Sequence', [{ to: '@n', isHard }, 'S']),
            n: node('Switch', [{ to: 'E', condition: 'in' }]),
          },
          { S, E },
        );
        expect(answer).toMatchObject({ status, body });
        expect(answer.headers.get('x-greenroom-graph-path')).toBe(
          isHard ? 'n/0,root/0' : 'n/0,root/0,root/1',
        );
      },
    );
  });

  it('splits exactly, however often the snapshot changes', async () => {
    const nodes = {
      root: node('Splitter', [
        { to: 'S', weight: 75 },
        { to: 'E', weight: 25 },
      ]),
    };
    const counts = { 200: 0, 404: 0 } as Record<number, number>;
    for (let i = 0; i < 40; i++) counts[(await ask(nodes, { S, E })).status]++;
    expect(counts).toEqual({ 200: 30, 404: 10 });
  });

  describe('whose root is an Ensemble', () => {
    it.each([
      [['a', 'b'], '{"0":{"p":1},"1":{"p":1}}'],
      [
        [
          { to: 'a', key: 'a' },
          { to: 'b', key: 'b"' },
        ],
        '{"a":{"p":1},"b\\"":{"p":1}}',
      ],
    ])('puts all bodies together', async (steps, body) => {
      expect(
        await ask({ root: node('Ensemble', steps) }, { a: S, b: S }),
      ).toMatchObject({ status: 200, body });
    });

    it('answers with what a hard step says that failed', async () => {
      const answer = await ask(
        { root: node('Ensemble', [{ to: 'E', isHard: true }, 'S']) },
        { S, E },
      );
      expect(answer).toMatchObject({ status: 404, body: '{"detail":"x"}' });
    });

    const three = {
      root: node('Ensemble', [
        { to: 'S', key: 'good' },
        { to: 'x', key: 'bad' },
      ]),
    };

    it.each<[string, ServiceHandler, string, string | null]>([
      ['fails', E, '{"detail":"x"}', 'bad=404'],
      ['answers with a number', json(7), '7', null],
      ['answers with nothing', empty, 'null', null],
      [
        'answers with text',
        text,
        '{"error":"the answer of step root/1 is not JSON","status":502}',
        'bad=502',
      ],
      [
        'resets',
        down,
        '{"error":"step root/1 (demo/x): The replica closed the connection before it answered.","status":502}',
        'bad=502',
      ],
    ])('keeps the others where a soft step %s', async (_, x, body, failed) => {
      const answer = await ask(three, { S, x });
      expect(answer).toMatchObject({
        status: 200,
        body: `{"good":{"p":1},"bad":${body}}`,
      });
      expect(answer.headers.get('x-greenroom-graph-failed')).toBe(failed);
    });

    it.each<[string, ServiceHandler, number]>([
      ['an error in JSON', E, 200],
      ['null', json(null), 200],
      ['a number', json(7), 500],
      ['text', text, 500],
      ['nothing', empty, 500],
      ['a reset', down, 500],
    ])('as KServe does with %s', async (_, x, status) => {
      const answer = await ask(three, { S, x }, { profile: 'kserve' });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('x-greenroom-graph-failed')).toBeNull();
    });

    it.each([
      [
        'mean',
        [{ predictions: [1, 2] }, { predictions: [3, 5] }],
        '{"predictions":[2,3.5]}',
      ],
      [
        'vote',
        [
          { predictions: ['a', 'x'] },
          { predictions: ['b', 'x'] },
          { predictions: ['b', 'y'] },
        ],
        '{"predictions":["b","x"]}',
      ],
      [
        'mean',
        [
          {
            outputs: [
              { name: 'y', shape: [2], datatype: 'INT64', data: [1, 2] },
            ],
          },
          {
            outputs: [
              { name: 'y', shape: [2], datatype: 'INT64', data: [2, 4] },
            ],
          },
        ],
        '{"outputs":[{"name":"y","shape":[2],"datatype":"FP64","data":[1.5,3]}]}',
      ],
    ] as const)('makes one answer by %s', async (merge, values, body) => {
      const services = Object.fromEntries(
        values.map((value, i) => [`m${i}`, json(value)]),
      );
      const answer = await ask(
        { root: node('Ensemble', Object.keys(services), { merge }) },
        services,
      );
      expect(answer).toMatchObject({ status: 200, body });
    });

    it('has no mean of answers that differ in shape', async () => {
      const answer = await ask(
        { root: node('Ensemble', ['a', 'b'], { merge: 'mean' }) },
        { a: json({ predictions: [1] }), b: json({ predictions: [1, 2] }) },
      );
      expect(answer.status).toBe(502);
    });

    it('takes the first that succeeds, and gives up the others', async () => {
      const answer = await ask(
        { root: node('Ensemble', ['E', 'never', 'S'], { merge: 'first' }) },
        { E, S, never: () => {} },
      );
      expect(answer).toMatchObject({ status: 200, body: '{"p":1}' });
    });
  });

  describe('headers', () => {
    const nodes = { root: node('Sequence', ['a']) };
    const headers = {
      'X-Tenant': 'blue',
      Authorization: 'Bearer secret',
      'x-request-id': 'r-1',
      accept: 'application/json',
    };

    it.each([
      [[], undefined, undefined],
      [['X-Tenant'], 'blue', undefined],
      [['x-tenant'], undefined, undefined],
      [['(?i)x-tenant'], 'blue', undefined],
      [
        ['^X-', 'Authorization', 'Host', 'Content-Length'],
        'blue',
        'Bearer secret',
      ],
    ])(
      'go along to the steps by the patterns %j',
      async (propagate, tenant, authorization) => {
        await ask(nodes, { a: S }, { headers, propagate });
        const [seen] = bed.calls;
        expect(seen.headers['x-tenant']).toBe(tenant);
        expect(seen.headers.authorization).toBe(authorization);
        expect(seen.headers).toMatchObject({
          'content-type': 'application/json',
          'x-request-id': 'r-1',
          accept: 'application/json',
          'kserve-isvc-name': 'a',
          'content-length': '8',
        });
      },
    );

    it('keep nobody busy, whatever their patterns and names are', async () => {
      const answer = await ask(
        { root: node('Sequence', ['S']) },
        { S },
        {
          propagate: ['(?i)^(x+)+-y$'],
          headers: { [`${'x'.repeat(200)}-z`]: '1' },
        },
      );
      expect(answer.status).toBe(200);
    });

    it('describe the body only where it is the caller’s own', async () => {
      await ask(
        { root: node('Sequence', ['a', { to: 'b', data: '$response' }]) },
        { a: S, b: S },
        { headers: { 'inference-header-content-length': '4' } },
      );
      expect(
        bed.calls.map(call => call.headers['inference-header-content-length']),
      ).toEqual(['4', undefined]);
    });
  });

  it('answers only POST, and what there is to say of itself', async () => {
    bed.set({ root: node('Sequence', ['S']) }, { S });
    const get = (path: string) => bed.post('', { method: 'GET', path });
    const refused = await get('');
    expect([refused.status, refused.headers.get('allow')]).toEqual([
      405,
      'POST',
    ]);
    expect((await get('/readyz')).status).toBe(200);
    expect(await get('/v2')).toMatchObject({
      status: 200,
      body: '{"name":"flow","versions":[],"extensions":[]}',
    });
    expect((await get('/v2/health/ready')).status).toBe(200);
    expect(
      (await bed.post('{}', { path: '/v1/models/x:predict' })).status,
    ).toBe(200);
    bed.set({ root: node('Sequence', ['S']) }, { S }, { profile: 'kserve' });
    expect(await get('')).toMatchObject({ status: 200, body: '{"p":1}' });
    bed.local.gateway.startDraining();
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: 'shutting down',
    });
  });
});
