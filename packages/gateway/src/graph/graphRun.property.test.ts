import {
  GatewayGraph,
  GatewayGraphNode,
  graphDefect,
} from '@greenroom/backstage-plugin-model-serving-common';
import fc from 'fast-check';
import { node } from '../__testUtils__/graphBed';
import { TrafficRecord } from '../traffic';
import { GraphRun } from './graphRun';
import { liveGraph } from './liveGraph';
import { Running, StepAnswer, StepCaller } from './types';

type Nodes = Record<string, GatewayGraphNode>;

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Services by name: `ok` and `no` answer at once, `late` in a later turn. */
const services: Readonly<Record<string, Reply>> = {
  ok: { status: 200, body: '{"a":1}' },
  late: { status: 200, body: '{"predictions":[1,2]}' },
  no: { status: 418, body: '{"b":[]}' },
  text: { status: 200, body: 'text' },
};

/** Nodes call only nodes after them: every such graph is free of loops. */
const graphs: fc.Arbitrary<Nodes> = fc
  .array(
    fc.record({
      type: fc.constantFrom<GatewayGraphNode['type']>(
        'Sequence',
        'Switch',
        'Ensemble',
        'Splitter',
      ),
      steps: fc.array(
        fc.record({
          to: fc.oneof(
            fc.constantFrom(...Object.keys(services)),
            fc.nat({ max: 3 }).map(n => n + 1),
          ),
          isHard: fc.boolean(),
          condition: fc.constantFrom(
            undefined,
            'a',
            'none',
            'predictions.#(==1)',
          ),
          data: fc.constantFrom(undefined, '$request', '$response'),
          weight: fc.integer({ min: 1, max: 3 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map(described =>
    Object.fromEntries(
      described.map(({ type, steps }, at): [string, GatewayGraphNode] => [
        nameOf(at),
        node(
          type,
          steps.map(({ to, condition, ...step }) => ({
            ...step,
            ...(condition === undefined ? {} : { condition }),
            to: typeof to === 'string' ? to : target(at + to, described.length),
          })),
        ),
      ]),
    ),
  );

function nameOf(at: number): string {
  return at === 0 ? 'root' : `n${at}`;
}

function target(at: number, count: number): string {
  return at < count ? `@${nameOf(at)}` : 'ok';
}

function run(nodes: Nodes, body: string): Promise<Reply & { path: string }> {
  const graph: GatewayGraph = {
    name: 'g',
    profile: 'greenroom',
    timeoutMs: 1000,
    nodes,
  };
  expect(graphDefect(graph)).toBeUndefined();
  const traffic = new Map<string, TrafficRecord>();
  const caller: StepCaller = {
    call({ target: called }, _input, _span, done): Running {
      const name = called.kind === 'service' ? called.route.slice(5) : '';
      const { status, body: said } = services[name];
      const answer: StepAnswer = {
        status,
        body: Buffer.from(said),
        contentType: undefined,
      };
      let isGivenUp = false;
      if (name === 'late') setImmediate(() => isGivenUp || done(answer));
      else done(answer);
      return {
        abort() {
          isGivenUp = true;
        },
      };
    },
  };
  const live = liveGraph(graph, {
    routeId: 'graph:demo/g',
    before: undefined,
    splitOffset: 0,
    traffic: key => {
      const record = traffic.get(key) ?? new TrafficRecord();
      traffic.set(key, record);
      return record;
    },
  });
  const graphRun = new GraphRun({
    graph: live,
    caller,
    world: { profile: 'greenroom', headers: {} },
    now: () => 0,
  });
  return new Promise(resolve => {
    let isDone = false;
    graphRun.start(Buffer.from(body), ({ status, body: said }) => {
      expect(isDone).toBe(false);
      isDone = true;
      for (const record of traffic.values()) expect(record.inflight).toBe(0);
      resolve({
        status,
        body: said.toString(),
        path: graphRun.path.join(','),
      });
    });
  });
}

/** The same in a few lines: what a graph means, one step after the other. Undefined: it needs more than 1000 steps. */
function interpret(nodes: Nodes, input: string): Reply | undefined {
  let steps = 0;
  const NO_MATCH: Reply = {
    status: 404,
    body: '{"error":"Failed to process request","cause":"None of the routes matched with the switch condition"}',
  };
  const parsed = (body: string) => {
    try {
      return JSON.parse(body) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  };
  const holds = (condition: string, body: string): boolean => {
    const value = parsed(body);
    if (condition === 'predictions.#(==1)')
      return ((value?.predictions as number[]) ?? []).includes(1);
    return value !== undefined && condition in value;
  };
  function nodeOf(name: string, body: string): Reply {
    const { type, steps: all } = nodes[name];
    if (type === 'Switch') {
      const i = all.findIndex(
        ({ condition }) => condition !== undefined && holds(condition, body),
      );
      return i < 0 ? NO_MATCH : stepOf(name, i, body);
    }
    if (type === 'Ensemble') {
      const replies = all.map((_, i) => stepOf(name, i, body));
      const parts: string[] = [];
      for (const [i, { key, isHard }] of all.entries()) {
        const { status, body: said } = replies[i];
        const isGood = status < 300;
        if (isHard && !isGood) return replies[i];
        const error = `the answer of step ${name}/${i} is not JSON`;
        if (isHard && parsed(said) === undefined)
          return {
            status: 502,
            body: JSON.stringify({
              error: 'Failed to process request',
              cause: error,
            }),
          };
        const part =
          parsed(said) === undefined
            ? JSON.stringify({ error, status: isGood ? 502 : status })
            : said;
        parts.push(`"${key}":${part}`);
      }
      return { status: 200, body: `{${parts.join(',')}}` };
    }
    let before: Reply | undefined;
    for (const [i, { condition, data, isHard }] of all.entries()) {
      if (condition !== undefined && !holds(condition, before?.body ?? body))
        return (
          before ?? {
            status: 404,
            body: `{"error":"Failed to process request","cause":"the condition of step ${name}/${i} does not hold"}`,
          }
        );
      const sent = data === '$response' ? before?.body ?? body : body;
      before = stepOf(name, i, sent);
      if (isHard && before.status >= 300) return before;
    }
    return before ?? NO_MATCH;
  }
  function stepOf(name: string, i: number, body: string): Reply {
    if (++steps > 1000) throw new RangeError();
    const { target: called } = nodes[name].steps[i];
    if (called.kind === 'service') return services[called.route.slice(5)];
    return called.kind === 'node' ? nodeOf(called.node, body) : NO_MATCH;
  }
  try {
    return nodeOf('root', input);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function splits(nodes: Nodes): boolean {
  return Object.values(nodes).some(({ type }) => type === 'Splitter');
}

describe('any graph without loops', () => {
  it('ends once, with nothing left in flight', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async nodes => {
        const { status } = await run(nodes, '{"a":1}');
        expect(status).toBeGreaterThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  it('answers what its nodes mean', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs.filter(nodes => !splits(nodes)),
        fc.constantFrom('{"a":1}', '{"predictions":[1]}', 'junk'),
        async (nodes, body) => {
          const expected = interpret(nodes, body);
          fc.pre(expected !== undefined);
          const { status, body: said, path } = await run(nodes, body);
          expect({ status, body: said }).toEqual(expected);
          for (const id of path.split(',').filter(Boolean)) {
            const [name, i] = id.split('/');
            expect(nodes[name].steps[Number(i)]).toBeDefined();
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
