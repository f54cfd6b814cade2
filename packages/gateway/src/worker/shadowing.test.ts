import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { RouteSplit } from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A model server on loopback that keeps what it was sent. */
async function startModel() {
  const received: Received[] = [];
  const act = {
    answer: ((response: ServerResponse) => {
      response.end('predicted');
    }) as Answer,
  };
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', piece => pieces.push(piece));
    request.on('end', () => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(pieces) });
      act.answer(response, request);
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    received,
    act,
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

type Model = Awaited<ReturnType<typeof startModel>>;

const maxUnderWay = 16;

describe('a route whose requests are copied', () => {
  let stable: Model;
  let shadow: Model;
  let local: LocalGateway;
  let version = 0;
  let copies: Record<string, number>;

  beforeEach(async () => {
    copies = {};
    stable = await startModel();
    shadow = await startModel();
    local = await startLocalGateway();
  });

  afterEach(async () => {
    await local.stop();
    await stable.stop();
    await shadow.stop();
  });

  function adopt(
    percent: number,
    options: {
      readonly limit?: number;
      readonly port?: number;
      readonly weight?: number;
      readonly split?: RouteSplit;
    } = {},
  ) {
    const { limit, port = shadow.port, weight = 0, split } = options;
    const snapshot = snapshotOf(
      ++version,
      {
        'iris-1': { ports: [stable.port], weight: 100 - weight },
        'iris-2': { ports: [port], weight },
      },
      { split: { ...split, shadow: { revision: 'demo/iris-2', percent } } },
    );
    const { 'demo/iris-2': own } = snapshot.revisions;
    local.adopt({
      ...snapshot,
      revisions: {
        ...snapshot.revisions,
        'demo/iris-2': { ...own, containerConcurrency: limit },
      },
    });
  }

  /** What became of copies since the test began, as `2xx` or `Busy`. */
  function counted(): Record<string, number> {
    const { tallies } = local.report() ?? {};
    for (const name of ['shadow_copies_total', 'shadow_dropped_total'] as const)
      for (const [key, [, sum]] of Object.entries(tallies?.[name] ?? {})) {
        const [revision, detail] = key.split(' ');
        expect(revision).toBe('demo/iris-2');
        copies[detail] = (copies[detail] ?? 0) + sum;
      }
    return copies;
  }

  /** All of so many requests, at once, are answered by the stable one. */
  async function call(count: number, body: string | Buffer = '{}') {
    const answers = await Promise.all(
      Array.from({ length: count }, () => send(local.port, { body })),
    );
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 200, body: 'predicted' });
  }

  it('sends exactly the share, letter by letter, marked, and counts it apart from the traffic', async () => {
    adopt(25);
    for (let i = 0; i < 20; i++) await call(1, `{"row": ${i}}`);
    await until('copies', () => shadow.received.length === 5);
    for (const copy of shadow.received) {
      const original = stable.received.find(
        ({ headers }) =>
          headers['x-request-id'] === copy.headers['x-request-id'],
      )!;
      const { host: _host, ...headers } = original.headers;
      expect(copy).toMatchObject({ ...original, headers });
      expect(copy.headers['x-greenroom-shadow']).toBe('true');
      expect(original.headers['x-greenroom-shadow']).toBeUndefined();
    }
    await until('the count', () => counted()['2xx'] === 5);
    expect(copies).toEqual({ '2xx': 5 });
    adopt(25);
    await call(4);
    await until('copies', () => shadow.received.length === 6);
    const { revisions = {} } = local.report() ?? {};
    expect(revisions['demo/iris-2']).toBeUndefined();
  });

  it('keeps bodies that are streamed to the replica, up to a limit', async () => {
    adopt(100);
    const large = Buffer.alloc(1024 * 1024, 'abcdefg');
    await call(1, large);
    await until('copies', () => shadow.received.length === 1);
    expect(shadow.received[0].body.equals(large)).toBe(true);
    await call(1, Buffer.concat([large, Buffer.from('h')]));
    await until('the count', () => counted().TooLarge === 1);
    expect(shadow.received).toHaveLength(1);
    expect(stable.received[1].body).toHaveLength(large.length + 1);
  });

  it('cuts off a body without a length that turns out to be too long', async () => {
    adopt(100);
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const request = http.request(
        { port: local.port, path: inferPath, method: 'POST' },
        response => {
          response.resume();
          response.on('end', () => resolve(response.statusCode));
        },
      );
      request.on('error', reject);
      for (let i = 0; i < 17; i++) request.write(Buffer.alloc(64 * 1024));
      request.end();
    });
    expect(await answer).toBe(200);
    await until('the count', () => counted().TooLarge === 1);
    expect(stable.received[0].body).toHaveLength(17 * 64 * 1024);
    expect(copies).toEqual({ TooLarge: 1 });
  });

  it.each<[string, Answer, string]>([
    ['fails', response => response.writeHead(500).end('no'), '5xx'],
    ['refuses', response => response.writeHead(422).end('no'), '4xx'],
    ['hangs up', (_response, request) => request.socket.destroy(), 'none'],
    [
      'breaks off',
      (response, request) => {
        response.writeHead(200, { 'content-length': '100' }).write('some');
        setImmediate(() => request.socket.destroy());
      },
      'none',
    ],
  ])('leaves callers untouched by a shadow that %s', async (_how, act, as) => {
    shadow.act.answer = act;
    adopt(100);
    for (let i = 0; i < 5; i++) {
      await call(2);
      // One that hung up is looked at before it gets more.
      await until('the count', () => {
        const { NoReplica = 0, [as]: own = 0 } = counted();
        return NoReplica + own === 2 * (i + 1);
      });
    }
    expect(copies[as]).toBeGreaterThan(0);
    expect(stable.received).toHaveLength(10);
  });

  it('leaves callers untouched by a shadow that never answers: few copies are under way, and not for ever', async () => {
    shadow.act.answer = () => {};
    adopt(100);
    await call(40);
    await until('copies', () => shadow.received.length === maxUnderWay);
    await until('the count', () => counted().Busy === 40 - maxUnderWay);
    await call(10);
    await until('the count', () => counted().Busy === 50 - maxUnderWay);
    local.advance(61_000);
    await until('the count', () => counted().none === maxUnderWay);
    shadow.act.answer = response => response.end('predicted');
    await call(1);
    await until('the count', () => counted()['2xx'] === 1);
    expect(stable.received).toHaveLength(51);
  });

  it('sends nothing to what is gone', async () => {
    const gone = await startModel();
    await gone.stop();
    adopt(100, { port: gone.port });
    await call(5);
    await until('the count', () => {
      const { none = 0, NoReplica = 0 } = counted();
      return none + NoReplica === 5;
    });
    expect(stable.received).toHaveLength(5);
  });

  it('takes no slot that callers by tag wait for, and copies nothing of theirs', async () => {
    const release: (() => void)[] = [];
    shadow.act.answer = response =>
      release.push(() => response.end('predicted'));
    adopt(100, {
      limit: 1,
      split: {
        tags: [
          {
            tag: 'forest',
            hosts: [],
            targets: [{ revision: 'demo/iris-2', weight: 100 }],
          },
        ],
      },
    });
    const headers = { 'Knative-Serving-Tag': 'forest' };
    const callers = [0, 1].map(() => send(local.port, { headers }));
    await until('a request', () => release.length === 1);
    await call(3);
    await until('the count', () => counted().NoSlot === 3);
    release.shift()!();
    await until('a request', () => release.length === 1);
    release.shift()!();
    for (const answer of await Promise.all(callers))
      expect(answer.status).toBe(200);
    expect(copies).toEqual({ NoSlot: 3 });
    // With the slot free, the next copy has it.
    await call(1);
    await until('a request', () => release.length === 1);
    release.shift()!();
    await until('the count', () => counted()['2xx'] === 1);
  });

  it('copies neither what the shadow answers itself nor what has no answer', async () => {
    adopt(100, { weight: 100 });
    const answer = await send(local.port, { body: '{}' });
    expect(answer.status).toBe(200);
    expect(shadow.received).toHaveLength(1);
    adopt(100);
    stable.act.answer = (_response, request) => request.socket.destroy();
    expect((await send(local.port, { body: '{}' })).status).toBe(502);
    await until('the count', () => counted().Unanswered === 1);
    expect(shadow.received).toHaveLength(1);
    expect(copies).toEqual({ Unanswered: 1 });
  });

  it('holds up nobody when the gateway ends', async () => {
    shadow.act.answer = () => {};
    adopt(100);
    await call(1);
    await until('copies', () => shadow.received.length === 1);
    local.gateway.close();
    expect(counted()).toEqual({ none: 1 });
  });
});
