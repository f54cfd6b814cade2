import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { inferPath, RawClient } from '../__testUtils__/client';
import {
  framings,
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const get = (headers = '', version = '1.1') =>
  `GET ${inferPath} HTTP/${version}\r\nHost: a\r\n${headers}\r\n`;

const post = (body: string, headers = '') =>
  `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`;

/** Answers with the method, the path and the body. */
const echo: Handler = (request, response) => {
  let body = '';
  request.on('data', chunk => {
    body += chunk;
  });
  request.on('end', () =>
    response.end(`<${request.method} ${request.headers.host} ${body}>`),
  );
};

describe.each(framings)(
  'a gateway for clients of all kinds (framing: %s)',
  framing => {
    let replica: http.Server;
    let handle: Handler;
    let local: LocalGateway;
    let client: RawClient;

    beforeEach(async () => {
      handle = echo;
      replica = http.createServer((request, response) =>
        handle(request, response),
      );
      await new Promise<void>(resolve => {
        replica.listen(0, '127.0.0.1', resolve);
      });
      const { port } = replica.address() as AddressInfo;
      local = await startLocalGateway({
        framing,
        snapshot: snapshotOf(1, { 'iris-1': { ports: [port] } }),
      });
      client = RawClient.connect(local.port);
    });

    afterEach(async () => {
      client.close();
      await local.stop();
      replica.closeAllConnections();
      await new Promise(resolve => replica.close(resolve));
    });

    const answers = () => client.received.match(/HTTP\/1\.1 \d+/g) ?? [];
    const outcomes = () => local.report()?.routes['demo/iris'];

    it('serves one that sends byte by byte', async () => {
      const { socket } = client;
      socket.setNoDelay(true);
      for (const byte of Buffer.from(post('slow')))
        await new Promise(resolve => {
          socket.write(Buffer.from([byte]), resolve);
        });
      await until('the answer', () =>
        client.received.includes('<POST a slow>'),
      );
      expect(answers()).toEqual(['HTTP/1.1 200']);
    });

    it('answers many that were sent ahead, in order', async () => {
      const bodies = Array.from({ length: 50 }, (_, i) => `n${i}`);
      client.write(bodies.map(body => post(body)).join(''));
      await until('all', () => client.received.includes('<POST a n49>'));
      const order = client.received.match(/n\d+/g);
      expect(order).toEqual(bodies);
    });

    it('answers nothing after a request that was the last', async () => {
      client.write(get('Connection: close\r\n') + post('two'));
      await until('the end', () => client.isClosed);
      expect(client.received).toMatch(/connection: close/i);
      expect(answers()).toHaveLength(1);
      expect(client.received).not.toContain('two');
    });

    it('holds one back that sends without reading', async () => {
      client.socket.pause();
      // More than all buffers of two sockets on the way there and back
      const count = 6_000;
      client.write(
        Array.from({ length: count }, () => post('x'.repeat(8_000))).join(''),
      );
      let before = -1;
      await until('it to stand still', async () => {
        const stands = client.socket.writableLength === before;
        before = client.socket.writableLength;
        await new Promise(resolve => setTimeout(resolve, 200));
        return stands;
      });
      expect(client.socket.writableLength).toBeGreaterThan(0);
      client.socket.resume();
      await until(
        'all answers',
        () =>
          client.received.length > count * 8_000 && answers().length === count,
      );
    }, 180_000);

    it('closes after an answer to HTTP/1.0, unless it was asked not to', async () => {
      client.write(get('Connection: keep-alive\r\n', '1.0'));
      await until('the first', () => answers().length === 1);
      await until('all of it', () => client.received.includes('<GET a >'));
      client.write(get('', '1.0'));
      await until('the end', () => client.isClosed);
      expect(answers()).toHaveLength(2);
      expect(client.received).not.toMatch(/chunked/i);
    });

    it('resets an answer to HTTP/1.0 that broke off: nothing else tells it from a whole one', async () => {
      handle = (_request, response) => {
        response.writeHead(200);
        response.write('half');
        setImmediate(() => response.destroy());
      };
      client.write(get('', '1.0'));
      await until('the end', () => client.isClosed);
      expect(client.wasReset).toBe(true);
    });

    it('refuses expectations that it does not know, and serves on', async () => {
      client.write(get('Expect: wonders\r\n') + get());
      await until('both', () => client.received.includes('<GET a >'));
      expect(answers()).toEqual(['HTTP/1.1 417', 'HTTP/1.1 200']);
      expect(client.received).toContain('ExpectationUnsupported');
    });

    it('sends no body to HEAD, not even of a refusal', async () => {
      client.write(`HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n${get()}`);
      await until('both', () => client.received.includes('<GET a >'));
      expect(answers()).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200']);
      expect(client.received).not.toContain('RouteNotFound');
    });

    it('takes the host of an absolute target for the host', async () => {
      client.write(
        'GET http://iris.demo/v2 HTTP/1.1\r\nHost: elsewhere\r\n\r\n',
      );
      await until('the answer', () =>
        client.received.includes('<GET iris.demo >'),
      );
      expect(answers()).toEqual(['HTTP/1.1 200']);
    });

    it('is no tunnel', async () => {
      client.write('CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n');
      await until('the end', () => client.isClosed);
      expect(answers()).toEqual(['HTTP/1.1 400']);
    });

    it('gives up for one that ends its side while it waits for an answer', async () => {
      let isGivenUp = false;
      handle = (request, response) => {
        request.resume();
        response.on('close', () => {
          isGivenUp = !response.writableFinished;
        });
      };
      client.write(post('x'));
      await until('the replica', () => outcomes()?.inflight === 1);
      client.socket.end();
      await until('the replica to be left', () => isGivenUp);
      await until('the end', () => client.isClosed);
      expect(client.received).toBe('');
    });

    it('gives up for one that resets in the middle of its body', async () => {
      let isGivenUp = false;
      let isBegun = false;
      handle = request => {
        request.on('data', () => {
          isBegun = true;
        });
        request.on('error', () => {
          isGivenUp = true;
        });
      };
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`,
      );
      await until('the replica', () => isBegun);
      client.socket.resetAndDestroy();
      await until('the replica to be left', () => isGivenUp);
      expect(await until('it to be counted', () => outcomes()?.client)).toBe(1);
    });

    it('cuts off one that takes nothing of its answer for a minute', async () => {
      let isGivenUp = false;
      handle = (_request, response) => {
        const block = Buffer.alloc(1024 * 1024, 'x');
        const more = () => {
          while (response.write(block));
        };
        response.on('drain', more).on('close', () => {
          isGivenUp = true;
        });
        more();
      };
      client.write(get());
      await until('the begin', () => client.received.length > 0);
      client.socket.pause();
      local.advance(59_000);
      await new Promise(setImmediate);
      expect(isGivenUp).toBe(false);
      // When the buffers on the way are full, the minute begins.
      await until('the replica to be left', () => {
        local.advance(1_000);
        return isGivenUp;
      });
      expect(await until('it to be counted', () => outcomes()?.client)).toBe(1);
    });

    it('lets one that reads slowly take its time', async () => {
      const block = Buffer.alloc(1024 * 1024, 'x');
      const rounds = 4;
      // More than the buffers on the way hold: a round cannot be over before the client took something of it.
      const perRound = 8 * block.length;
      const taken = { bytes: 0 };
      handle = (_request, response) => {
        const more = () => {
          while (taken.bytes < rounds * perRound) {
            taken.bytes += block.length;
            if (!response.write(block)) return;
          }
          response.end();
        };
        response.on('drain', more);
        more();
      };
      client.write(get('Connection: close\r\n'));
      await until('the begin', () => client.received.length > 0);
      for (let round = 1; round <= rounds; round++) {
        client.socket.pause();
        // Together more than the minute that one without any progress has.
        local.advance(25_000);
        client.socket.resume();
        await until('it to go on', () => taken.bytes >= round * perRound);
      }
      await until('the end', () => client.isClosed);
      expect(client.received.length).toBeGreaterThan(rounds * perRound);
    });
  },
);
