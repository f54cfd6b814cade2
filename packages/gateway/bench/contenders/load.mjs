// The load generator, on raw sockets in its own process. Orders come over IPC; each is answered with
// { count, errors, latenciesMs }.
import net from 'node:net';
import { performance } from 'node:perf_hooks';

const body = `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}],"pad":"${'x'.repeat(
  806,
)}"}`;

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

class Connection {
  static open(port, request) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket, request)));
    });
  }

  constructor(socket, request) {
    this.socket = socket;
    this.request = request;
    this.received = '';
    socket.on('data', chunk => this.onData(chunk));
  }

  send(startedAt, done) {
    this.startedAt = startedAt;
    this.done = done;
    this.socket.write(this.request);
  }

  onData(chunk) {
    this.received += chunk.latin1Slice();
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.received)[1]);
    if (this.received.length < headEnd + 4 + length) return;
    const ok = this.received.startsWith('HTTP/1.1 200');
    this.received = '';
    this.done(this, this.startedAt, ok);
  }

  close() {
    this.socket.destroy();
  }
}

process.on('message', async order => process.send(await run(order)));
process.on('disconnect', () => process.exit());

async function run({ port, path, connections, rate, seconds }) {
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const latencies = [];
  const result = { count: 0, errors: 0, latenciesMs: latencies };
  const idle = await Promise.all(
    Array.from({ length: connections }, () => Connection.open(port, request)),
  );
  const end = performance.now() + seconds * 1000;
  const done = (connection, startedAt, ok) => {
    result.count++;
    if (!ok) result.errors++;
    latencies.push(performance.now() - startedAt);
    if (rate) idle.push(connection);
    else if (performance.now() < end) connection.send(performance.now(), done);
  };
  if (rate) {
    await openLoop(idle, rate, end, done);
  } else {
    for (const connection of idle) connection.send(performance.now(), done);
    while (performance.now() < end) await sleep(20);
  }
  await sleep(100);
  for (const connection of idle) connection.close();
  return result;
}

/** Requests start on a fixed schedule, whatever the answers do; latency counts from the scheduled time. */
async function openLoop(idle, rate, end, done) {
  let next = performance.now();
  while (next < end) {
    // Spinning: a timer would be off by more than what is measured.
    await new Promise(setImmediate);
    while (next <= performance.now() && idle.length > 0) {
      idle.pop().send(next, done);
      next += 1000 / rate;
    }
  }
}
