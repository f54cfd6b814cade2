import net from 'node:net';
import {
  GraphBed,
  json,
  node,
  ServiceHandler,
  startGraphBed,
} from '../__testUtils__/graphBed';
import { until } from '../__testUtils__/until';

const S = json({ p: 1 });
const hang: ServiceHandler = () => {};
const reset: ServiceHandler = (_call, response) => {
  response.socket?.resetAndDestroy();
};
const junk: ServiceHandler = (_call, response) => {
  response.end('{"p":');
};
const fails: ServiceHandler = json({ detail: 'broken' }, 500);
const tooLarge: ServiceHandler = (_call, response) => {
  response.end(Buffer.alloc(8 * 1024 * 1024 + 1, 32));
};
const lies: ServiceHandler = (_call, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"p":1');
  response.socket?.end();
};

/** The graph's own words, with a cause that holds some. */
function failed(words: string): object {
  return {
    error: 'Failed to process request',
    cause: expect.stringContaining(words),
  };
}

describe('a graph whose steps go wrong', () => {
  let bed: GraphBed;

  beforeEach(async () => {
    bed = await startGraphBed();
  });

  afterEach(async () => {
    await bed.stop();
  });

  const pair = (isHard: boolean) => ({
    root: node('Sequence', [{ to: 'x', isHard }, 'S']),
  });

  it.each<[string, ServiceHandler, number, object]>([
    ['fails', fails, 500, { detail: 'broken' }],
    ['resets', reset, 502, failed('closed the connection')],
    ['answers too much', tooLarge, 502, failed('larger than 8 MiB')],
    ['breaks off', lies, 502, failed('closed the connection')],
  ])(
    'that %s: a hard step decides, a soft one does not',
    async (_, x, status, said) => {
      bed.set(pair(true), { x, S });
      const hard = await bed.post('{}');
      expect(hard.status).toBe(status);
      expect(JSON.parse(hard.body)).toEqual(said);
      bed.set(pair(false), { x, S });
      expect(await bed.post('{}')).toMatchObject({
        status: 200,
        body: '{"p":1}',
      });
    },
  );

  it('passes junk on as it is, and maps nothing of it', async () => {
    bed.set(
      {
        root: node('Sequence', [
          'junk',
          { to: 'S', data: '$response', mapsPredictions: true },
        ]),
      },
      { junk, S },
    );
    expect((await bed.post('{}')).status).toBe(200);
    expect(bed.calls[1].body).toBe('{"p":');
  });

  it('gives a step its own time, and the others go on beside it', async () => {
    bed.set(
      {
        root: node('Ensemble', [
          { to: 'hang', key: 'slow', timeoutMs: 1_000 },
          { to: 'S', key: 'good' },
        ]),
      },
      { hang, S },
    );
    const answer = bed.post('{}');
    await until('the steps to be called', () => bed.calls.length === 2);
    bed.local.advance(2_000);
    expect(await answer).toMatchObject({
      status: 200,
      body: '{"slow":{"error":"step root/0 (demo/hang): it did not answer in time","status":504},"good":{"p":1}}',
    });
    await until('nothing to be open', () => bed.open() === 0);
  });

  it('ends with 504 when the time of the whole is over, and leaves nothing open', async () => {
    bed.set(
      { root: node('Sequence', ['S', 'hang']) },
      { S, hang },
      { timeoutMs: 5_000 },
    );
    const answer = bed.post('{}');
    await until('the steps to be called', () => bed.calls.length === 2);
    bed.local.advance(6_000);
    expect(await answer).toMatchObject({
      status: 504,
      body: '{"error":"Failed to process request","cause":"the graph took longer than 5 s"}',
    });
    await until('nothing to be open', () => bed.open() === 0);
  });

  it('closes the connection then, as KServe does', async () => {
    bed.set(
      { root: node('Sequence', ['hang']) },
      { hang },
      { timeoutMs: 5_000, profile: 'kserve' },
    );
    const answer = bed.post('{}').catch(() => 'closed');
    await until('the steps to be called', () => bed.calls.length === 1);
    bed.local.advance(6_000);
    expect(await answer).toBe('closed');
    await until('nothing to be open', () => bed.open() === 0);
  });

  it('gives up all steps when the caller leaves', async () => {
    bed.set(
      {
        root: node('Ensemble', ['hang', '@inner']),
        inner: node('Sequence', ['S', 'hang']),
      },
      { S, hang },
    );
    const controller = new AbortController();
    const answer = bed
      .post('{}', { signal: controller.signal })
      .catch(() => {});
    await until('the steps to be called', () => bed.calls.length === 3);
    controller.abort();
    await answer;
    await until('nothing to be open', () => bed.open() === 0);
    const report = bed.local.report();
    expect(report?.steps).toMatchObject({
      'graph:demo/flow#root/0': { client: 1, inflight: 0 },
      'graph:demo/flow#inner/0': { ok: 1, inflight: 0 },
      'graph:demo/flow#inner/1': { client: 1, inflight: 0 },
      'graph:demo/flow#root/1': { client: 1, inflight: 0 },
    });
    expect(report?.revisions['demo/hang-1']).toMatchObject({ inflight: 0 });
  });

  it('cancels the others when a hard step of an Ensemble has decided', async () => {
    bed.set(
      { root: node('Ensemble', [{ to: 'fails', isHard: true }, 'hang']) },
      { fails, hang },
    );
    expect((await bed.post('{}')).status).toBe(500);
    await until('nothing to be open', () => bed.open() === 0);
  });

  it.each([undefined, 'mean'] as const)(
    'decides when a hard step has failed, whatever soft ones before it still do (merge: %s)',
    async merge => {
      bed.set(
        {
          root: node('Ensemble', ['hang', { to: 'fails', isHard: true }], {
            ...(merge ? { merge } : {}),
          }),
        },
        { fails, hang },
      );
      expect((await bed.post('{}')).status).toBe(500);
      await until('nothing to be open', () => bed.open() === 0);
    },
  );

  it('does not decide before a hard step that comes first', async () => {
    const late: { answer?: () => void } = {};
    bed.set(
      {
        root: node('Ensemble', [
          { to: 'late', isHard: true },
          { to: 'fails', isHard: true },
        ]),
      },
      {
        fails,
        late: (call, response, request) => {
          late.answer = () => json({ late: 1 }, 418)(call, response, request);
        },
      },
    );
    const answer = bed.post('{}');
    await until('the steps to be called', () => bed.calls.length === 2);
    late.answer?.();
    expect(await answer).toMatchObject({ status: 418, body: '{"late":1}' });
  });

  it('tries again what could not be reached, as often as it may', async () => {
    let tries = 0;
    const third: ServiceHandler = (call, response, request) =>
      (++tries < 3 ? json({}, 503) : S)(call, response, request);
    bed.set(
      { root: node('Sequence', [{ to: 'x', retries: 2 }]) },
      { x: third },
    );
    expect((await bed.post('{}')).status).toBe(200);
    expect(tries).toBe(3);
    tries = 0;
    bed.set(
      { root: node('Sequence', [{ to: 'x', retries: 1 }]) },
      { x: third },
    );
    expect((await bed.post('{}')).status).toBe(503);
  });

  it('refuses a body of more than 8 MiB, whether or not its length is known', async () => {
    bed.set({ root: node('Sequence', ['S']) }, { S });
    const large = Buffer.alloc(8 * 1024 * 1024 + 1, 32);
    expect((await bed.post(large)).status).toBe(413);
    const socket = net.connect(bed.local.port, '127.0.0.1');
    socket.on('error', () => {});
    let said = '';
    socket.on('data', chunk => {
      said += chunk;
    });
    socket.write(
      'POST /graphs/demo/flow HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const piece = Buffer.alloc(64 * 1024, 32);
    for (let i = 0; i <= 128; i++) {
      socket.write(`${piece.length.toString(16)}\r\n`);
      socket.write(piece);
      socket.write('\r\n');
    }
    await until('the refusal', () => said.startsWith('HTTP/1.1 413'));
    socket.destroy();
  });

  it('takes a large body in pieces, and one without a length', async () => {
    bed.set({ root: node('Sequence', ['S']) }, { S });
    const body = JSON.stringify({ text: 'x'.repeat(300_000) });
    expect((await bed.post(body)).status).toBe(200);
    expect(bed.calls[0].body).toBe(body);
  });

  it('ends a graph that has far more steps than it looks', async () => {
    const nodes: Record<string, ReturnType<typeof node>> = {
      root: node('Sequence', ['@n0', '@n0']),
    };
    for (let i = 0; i < 11; i++)
      nodes[`n${i}`] = node('Sequence', [`@n${i + 1}`, `@n${i + 1}`]);
    nodes.n11 = node('Sequence', ['S']);
    bed.set(nodes, { S });
    const answer = await bed.post('{}');
    expect(answer).toMatchObject({
      status: 500,
      body: expect.stringContaining('more than 1000 steps'),
    });
    expect(bed.calls.length).toBeLessThan(1000);
  });

  it('waits for a service that has no replica, and asks for one', async () => {
    const asleep = { S: { replicas: [], hold: {} } };
    const nodes = { root: node('Sequence', ['x', 'S']) };
    bed.set(nodes, { x: S, S }, { revisions: asleep });
    const answer = bed.post('{}');
    await until('the wish for a replica', () =>
      bed.local.events.includes('activate demo/S-1 1'),
    );
    bed.set(nodes, { x: S, S });
    expect(await answer).toMatchObject({ status: 200 });
    expect(bed.calls.map(({ service }) => service)).toEqual(['S']);
  });

  it('tells a caller that waits in vain why, and keeps the place of nobody who left', async () => {
    const asleep = {
      S: { replicas: [], hold: {}, queue: { deadlineMs: 10_000 } },
    };
    const nodes = { root: node('Sequence', ['S']) };
    bed.set(nodes, { S }, { revisions: asleep });
    const answer = bed.post('{}');
    const controller = new AbortController();
    const left = bed.post('{}', { signal: controller.signal }).catch(() => {});
    const { room } = bed.local.gateway;
    await until('the place in line', () => room.waiting('demo/S-1') === 2);
    controller.abort();
    await left;
    await until('the place in line', () => room.waiting('demo/S-1') === 1);
    bed.local.advance(11_000);
    const { status, body } = await answer;
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ reason: 'ActivationTimeout' });
  });

  it('keeps to the limit of a replica that graphs and others share', async () => {
    let inside = 0;
    let most = 0;
    const busy: ServiceHandler = (_call, response) => {
      most = Math.max(most, ++inside);
      setImmediate(() => {
        inside--;
        response.end('{}');
      });
    };
    bed.set(
      { root: node('Ensemble', ['busy', 'busy', 'busy']) },
      { busy },
      {
        revisions: {
          busy: { containerConcurrency: 2 },
        },
      },
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => bed.post('{}')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(bed.calls).toHaveLength(60);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('says so where a service is gone or stopped, and no other request notices', async () => {
    bed.set({ root: node('Sequence', ['gone']) }, { S });
    const [gone, other] = await Promise.all([
      bed.post('{}'),
      fetch(
        `http://127.0.0.1:${bed.local.port}/serving/demo/S/v1/models/S:predict`,
        { method: 'POST', body: '{}' },
      ),
    ]);
    expect(gone).toMatchObject({
      status: 503,
      body: expect.stringContaining("There is no service 'demo/gone'"),
    });
    expect(other.status).toBe(200);
  });

  describe('that are addresses outside', () => {
    const outside = (url: string) => ({ root: node('Sequence', [url]) });
    const allowed = { allowHosts: ['127.0.0.1', 'localhost'] };

    it('are called where that is allowed', async () => {
      const { servicePort: port } = bed;
      const url = `http://127.0.0.1:${port}/other`;
      bed.set(outside(url), { other: S }, allowed);
      expect(await bed.post('{}')).toMatchObject({
        status: 200,
        body: '{"p":1}',
      });
      bed.set(outside(`http://localhost:${port}/other`), { other: S }, allowed);
      expect((await bed.post('{}')).status).toBe(200);
      for (const host of ['127.0.0.1', 'localhost']) {
        bed.set(outside(`http://${host}:${port}/other`), { other: S });
        const { status, body } = await bed.post('{}');
        expect(status).toBe(502);
        expect(body).toContain(`step root/0 (${host}:${port})`);
      }
      expect(bed.calls).toEqual([]);
    });

    it('are never those of a metadata service', async () => {
      bed.set(outside('http://169.254.169.254/latest'), {}, allowed);
      expect(await bed.post('{}')).toMatchObject({
        status: 502,
        body: expect.stringContaining('169.254.169.254'),
      });
    });

    it('are asked where they lead to only as KServe does', async () => {
      const { servicePort: port } = bed;
      const moved: ServiceHandler = (_call, response) => {
        response
          .writeHead(307, { location: `http://127.0.0.1:${port}/other` })
          .end();
      };
      const url = `http://127.0.0.1:${port}/moved`;
      bed.set(outside(url), { moved, other: S }, allowed);
      expect((await bed.post('{"a":1}')).status).toBe(307);
      bed.set(
        outside(url),
        { moved, other: S },
        {
          ...allowed,
          profile: 'kserve',
        },
      );
      expect(await bed.post('{"a":1}')).toMatchObject({
        status: 200,
        body: '{"p":1}',
      });
      expect(bed.calls[1].body).toBe('{"a":1}');
    });

    it('are given up when they are too slow or the caller leaves', async () => {
      const { servicePort: port } = bed;
      const url = `http://127.0.0.1:${port}/hang`;
      bed.set(
        { root: node('Sequence', [{ to: url, timeoutMs: 1_000 }]) },
        { hang },
        allowed,
      );
      const answer = bed.post('{}');
      await until('the steps to be called', () => bed.calls.length === 1);
      bed.local.advance(2_000);
      expect((await answer).status).toBe(504);
      await until('nothing to be open', () => bed.open() === 0);
    });
  });
});
