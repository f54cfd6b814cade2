import { constants } from 'node:http2';
import { GatewayReplica } from '@greenroom/backstage-plugin-model-serving-common';
import { GrpcReplica } from '../__testUtils__/grpcReplica';
import { Http2Client } from '../__testUtils__/http2Client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { closedPort } from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';
import { resetStream } from '../upstream';

describe('gRPC through a gateway', () => {
  const replicas: GrpcReplica[] = [];
  let replica: GrpcReplica;
  let local: LocalGateway;
  let client: Http2Client;

  async function another(port = 0): Promise<GrpcReplica> {
    const started = await GrpcReplica.start(port);
    replicas.push(started);
    return started;
  }

  /** A snapshot whose replicas are as described; the other port of each is that of a program that listens. */
  function snapshot(
    version: number,
    described: readonly Partial<GatewayReplica>[],
    revision: object = {},
    route: object = {},
  ) {
    const of = snapshotOf(version, { 'iris-1': { ports: [] } }, route);
    return {
      ...of,
      revisions: {
        'demo/iris-1': {
          replicas: described.map((more, i) => ({
            id: `r${i}`,
            host: '127.0.0.1',
            port: replica.port,
            ...more,
          })),
          ...revision,
        },
      },
    };
  }

  beforeEach(async () => {
    replica = await another();
    local = await startLocalGateway({
      snapshot: snapshot(1, [{ grpcPort: replica.port }]),
    });
    client = new Http2Client(local.port);
  });

  afterEach(async () => {
    client.close();
    await local.stop();
    await Promise.all(replicas.splice(0).map(it => it.stop()));
  });

  const counters = () => local.report()?.routes['demo/iris'];

  it('passes a call with its metadata, messages and trailers', async () => {
    let received = '';
    replica.answer = stream => {
      stream.on('data', chunk => {
        received += chunk;
      });
      stream.on('end', () => GrpcReplica.reply(stream, 'answer'));
    };
    const answer = await client.grpc(
      { 'x-tenant-bin': 'AAE=', authorization: 'Bearer t' },
      'message',
    ).whenOver;
    expect(received).toBe('message');
    expect(replica.heads[0]).toMatchObject({
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      ':authority': 'iris.demo',
      te: 'trailers',
      'content-type': 'application/grpc',
      'x-tenant-bin': 'AAE=',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: 'answer',
      isEnded: true,
      trailers: { 'grpc-status': '0', 'x-sum': '1' },
    });
    expect(counters()).toMatchObject({
      ok: 1,
      bytesIn: 7,
      bytesOut: 6,
      inflight: 0,
    });
  });

  it('reaches a service by a prefix of the path too', async () => {
    const other = new Http2Client(local.port, 'portal.example.com');
    const answer = await other.grpc(
      { ':path': '/serving/demo/iris/any.Service/Method' },
      'x',
    ).whenOver;
    expect(answer.grpcStatus).toBe('0');
    expect(replica.heads[0][':path']).toBe('/any.Service/Method');
    other.close();
  });

  it('streams messages both ways as they come', async () => {
    replica.answer = stream => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0' }),
      );
      stream.on('data', chunk => stream.write(`<${chunk}>`));
      stream.on('end', () => stream.end());
    };
    const call = client.grpc();
    for (const message of ['a', 'b', 'c']) {
      call.stream.write(message);
      await until('the echo', () => call.body.endsWith(`<${message}>`));
    }
    local.advance(3_600_000);
    call.stream.end();
    await call.whenOver;
    expect(call).toMatchObject({ body: '<a><b><c>', grpcStatus: '0' });
  });

  it.each([
    ['0', 'ok'],
    ['3', 'client'],
    ['5', 'client'],
    ['8', 'client'],
    ['16', 'client'],
    ['4', 'server'],
    ['13', 'server'],
    ['14', 'server'],
    ['99', 'server'],
  ])('counts the status %s as %s', async (status, outcome) => {
    replica.answer = stream => GrpcReplica.reply(stream, '', Number(status));
    expect((await client.grpc({}, 'x').whenOver).grpcStatus).toBe(status);
    expect(counters()).toMatchObject({
      ok: 0,
      client: 0,
      server: 0,
      [outcome]: 1,
    });
  });

  it('passes an answer of a head alone, and counts it', async () => {
    replica.answer = stream =>
      stream.respond(
        { ':status': 200, 'grpc-status': '5', 'grpc-message': 'none' },
        { endStream: true },
      );
    const answer = await client.grpc({}, 'x').whenOver;
    expect(answer.headers).toMatchObject({
      'grpc-status': '5',
      'grpc-message': 'none',
    });
    expect(counters()).toMatchObject({ client: 1 });
  });

  it('counts an answer without a status as an error', async () => {
    replica.answer = stream => {
      stream.respond({ ':status': 200 });
      stream.end('half');
    };
    await client.grpc({}, 'x').whenOver;
    expect(counters()).toMatchObject({ ok: 0, server: 1 });
  });

  it('does not let the replica take a broken request for a whole one', async () => {
    let isEnded = false;
    replica.answer = stream =>
      stream.resume().on('end', () => {
        isEnded = !stream.aborted;
      });
    const call = client.grpc();
    call.stream.write('half');
    await until('the call', () => replica.streams.length === 1);
    resetStream(call.stream, constants.NGHTTP2_CANCEL);
    await until('the replica to hear', () => replica.streams[0].closed);
    expect(isEnded).toBe(false);
    expect(replica.streams[0].rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  it.each([
    ['there is no route', { ':authority': 'nobody' }, '5', 'RouteNotFound'],
    [
      'the head is too large',
      { 'x-a': 'x'.repeat(17_000) },
      '8',
      'HeadersTooLarge',
    ],
  ])('refuses in gRPC when %s', async (_why, headers, status, reason) => {
    const answer = await client.grpc(headers, 'x').whenOver;
    expect(answer).toMatchObject({ status: 200, body: '', isEnded: true });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/grpc',
      'grpc-status': status,
      'x-greenroom-reason': reason,
    });
    expect(answer.headers['grpc-message']).toMatch(/\.$/);
    expect(answer.headers['x-request-id']).toMatch(/./);
  });

  it('says UNIMPLEMENTED for a service without gRPC', async () => {
    local.adopt(snapshot(2, [{}], { hold: {} }));
    const answer = await client.grpc({}, 'x').whenOver;
    expect(answer.grpcStatus).toBe('12');
    expect(answer.headers['x-greenroom-reason']).toBe('GrpcUnsupported');
  });

  it('says UNAVAILABLE when nobody listens, and asks whether the replica lives', async () => {
    const port = await closedPort();
    local.adopt(snapshot(2, [{ port, grpcPort: port }]));
    const answer = await client.grpc({}, 'x').whenOver;
    expect(answer.grpcStatus).toBe('14');
    // Its other port is shut as well: it is out.
    await until('it to be out', () => local.events.length === 1);
    expect(local.events).toEqual(['dead demo/iris-1 r0']);
  });

  it('goes to another replica when one refuses', async () => {
    local.adopt(
      snapshot(2, [
        { grpcPort: await closedPort() },
        { grpcPort: replica.port },
      ]),
    );
    for (let i = 0; i < 10; i++)
      expect((await client.grpc({}, 'x').whenOver).grpcStatus).toBe('0');
  });

  it('says UNAVAILABLE when the replica breaks off before an answer, and breaks off when it does within one', async () => {
    replica.answer = stream => stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    expect((await client.grpc({}, 'x').whenOver).grpcStatus).toBe('14');
    replica.answer = stream => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    };
    const cut = client.grpc({}, 'x');
    await until('the half', () => cut.body === 'half');
    resetStream(replica.streams[1], constants.NGHTTP2_INTERNAL_ERROR);
    await cut.whenOver;
    expect(cut).toMatchObject({ body: 'half', isEnded: false });
    expect(counters()).toMatchObject({ server: 2, inflight: 0 });
  });

  it('lets the replica hear of a client that leaves', async () => {
    replica.answer = () => {};
    const call = client.grpc({}, 'x');
    await until('the call', () => replica.streams.length === 1);
    call.stream.close(constants.NGHTTP2_CANCEL);
    await until('the replica to hear', () => replica.streams[0].closed);
    expect(replica.streams[0].rstCode).toBe(constants.NGHTTP2_CANCEL);
    await until('the count', () => counters()?.client);
  });

  describe('within the time of the caller', () => {
    it('says DEADLINE_EXCEEDED when it is over, and gives the replica up', async () => {
      replica.answer = () => {};
      const call = client.grpc({ 'grpc-timeout': '5S' }, 'x');
      await until('the call', () => replica.streams.length === 1);
      expect(replica.heads[0]['grpc-timeout']).toBe('5000m');
      local.advance(4_000);
      expect(call.isClosed).toBe(false);
      local.advance(1_300);
      await call.whenOver;
      expect(call.grpcStatus).toBe('4');
      expect(call.headers['x-greenroom-reason']).toBe('DeadlineExceeded');
      await until('the replica to hear', () => replica.streams[0].closed);
      expect(counters()).toMatchObject({ server: 1 });
    });

    it('breaks off an answer that does not end', async () => {
      replica.answer = stream => {
        stream.respond({ ':status': 200 });
        stream.write('half');
      };
      const call = client.grpc({ 'grpc-timeout': '5S' }, 'x');
      await until('the half', () => call.body === 'half');
      local.advance(5_300);
      await call.whenOver;
      expect(call.isEnded).toBe(false);
      expect(local.report()?.refusals['demo/iris']).toEqual({
        StreamTimeout: { client: 0, server: 1 },
      });
    });

    it('tells the replica what a wait has left of it', async () => {
      local.adopt(snapshot(2, [], { hold: {} }));
      const call = client.grpc({ 'grpc-timeout': '10S' }, 'x');
      await until('it to wait', () => local.events.length === 1);
      local.advance(4_000);
      local.adopt(snapshot(3, [{ grpcPort: replica.port }], { hold: {} }));
      await call.whenOver;
      expect(call.grpcStatus).toBe('0');
      expect(replica.heads[0]['grpc-timeout']).toBe('6000m');
      expect(call.headers).toMatchObject({ 'x-greenroom-activation': 'cold' });
    });

    it('says DEADLINE_EXCEEDED when the wait takes it all', async () => {
      local.adopt(snapshot(2, [], { hold: {} }));
      const call = client.grpc({ 'grpc-timeout': '10S' }, 'x');
      await until('it to wait', () => local.events.length === 1);
      local.advance(10_300);
      await call.whenOver;
      expect(call.grpcStatus).toBe('4');
    });
  });

  describe('to a service that holds requests', () => {
    it('waits for a replica, then for it to listen for gRPC', async () => {
      local.adopt(snapshot(2, [], { hold: {} }));
      const call = client.grpc({}, 'x');
      await until('it to wait', () => local.events.length === 1);
      expect(local.events).toEqual(['activate demo/iris-1 1']);
      local.adopt(snapshot(3, [{ awaitsGrpc: true }], { hold: {} }));
      const later = client.grpc({}, 'y');
      await until('it to arrive', () => counters()?.inflight === 2);
      local.adopt(snapshot(4, [{ grpcPort: replica.port }], { hold: {} }));
      expect((await call.whenOver).grpcStatus).toBe('0');
      expect((await later.whenOver).grpcStatus).toBe('0');
      expect(replica.streams).toHaveLength(2);
    });

    it('hears that there will be no gRPC once a replica is there', async () => {
      local.adopt(snapshot(2, [], { hold: {} }));
      const call = client.grpc({}, 'x');
      await until('it to wait', () => local.events.length === 1);
      local.adopt(snapshot(3, [{}], { hold: {} }));
      expect((await call.whenOver).grpcStatus).toBe('12');
    });

    it('says UNAVAILABLE when no replica comes in time', async () => {
      local.adopt(snapshot(2, [], { hold: {}, queue: { deadlineMs: 30_000 } }));
      const call = client.grpc({}, 'x');
      await until('it to wait', () => local.events.length === 1);
      local.advance(30_300);
      await call.whenOver;
      expect(call.grpcStatus).toBe('14');
      expect(call.headers).toMatchObject({
        'x-greenroom-reason': 'ActivationTimeout',
        'retry-after': expect.stringMatching(/^\d+$/),
      });
    });
  });

  it('keeps the limit of calls per replica, in line with all others', async () => {
    const second = await another();
    const replies: (() => void)[] = [];
    let most = 0;
    const countCalls = (to: GrpcReplica) => {
      let running = 0;
      to.answer = stream => {
        running++;
        most = Math.max(most, running);
        replies.push(() => {
          running--;
          GrpcReplica.reply(stream, 'answer');
        });
      };
    };
    countCalls(replica);
    countCalls(second);
    const limit = { containerConcurrency: 2 };
    const first = { grpcPort: replica.port };
    local.adopt(snapshot(2, [first, { awaitsGrpc: true }], limit));
    const calls = Array.from({ length: 20 }, () => client.grpc({}, 'x'));
    await until('them to arrive', () => counters()?.inflight === 20);
    expect(second.streams).toHaveLength(0);
    local.adopt(snapshot(3, [first, { grpcPort: second.port }], limit));
    await until('all to be answered', () => {
      for (const reply of replies.splice(0)) reply();
      return calls.every(call => call.isClosed);
    });
    expect(most).toBe(2);
    expect(second.streams.length).toBeGreaterThan(0);
    expect(calls.map(call => call.grpcStatus)).toEqual(Array(20).fill('0'));
  });

  it('splits calls as requests are split', async () => {
    const second = await another();
    const of = snapshotOf(2, {
      a: { ports: [], weight: 75 },
      b: { ports: [], weight: 25 },
    });
    const revisionOf = (grpcPort: number) => ({
      replicas: [{ id: 'r', host: '127.0.0.1', port: 1, grpcPort }],
    });
    local.adopt({
      ...of,
      revisions: {
        'demo/a': revisionOf(replica.port),
        'demo/b': revisionOf(second.port),
      },
    });
    for (let i = 0; i < 40; i++) await client.grpc({}, 'x').whenOver;
    expect([replica.streams.length, second.streams.length]).toEqual([30, 10]);
  });
});
