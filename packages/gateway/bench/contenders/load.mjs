// The load generator, on raw sockets in its own process. Orders come over IPC; each is answered with
// { count, errors, latenciesMs, firstMs, cpu }: whole answers, for event streams the time to the first event, and the CPU
// seconds of the process `pid` meanwhile (0 without one); all without what opening and closing connections takes, and
// without the first moments under way.
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { cpuSeconds } from '../cpuSeconds.mjs';

const body = `{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}],"pad":"${'x'.repeat(
  806,
)}"}`;

/**
 * What is sent so early is not counted: who serves has the connections still to accept and opens its own to what is behind
 * it. At a thousand requests a second, one stall of 5 ms at the begin would be the 99th percentile of a second.
 */
const settlingMs = 200;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

class Connection {
  static open(host, port, request) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket, request)));
    });
  }

  constructor(socket, request) {
    this.socket = socket;
    this.request = request;
    this.#begin();
    socket.on('data', chunk => this.onData(chunk));
  }

  #begin() {
    this.head = '';
    this.ok = false;
    /** Bytes of the body that are still to come; undefined: it comes in chunks. */
    this.left = undefined;
    this.isInBody = false;
    this.tail = '';
    this.firstAt = undefined;
  }

  send(startedAt, done) {
    this.startedAt = startedAt;
    this.done = done;
    this.socket.write(this.request);
  }

  onData(chunk) {
    let part = chunk;
    if (!this.isInBody) {
      this.head += chunk.latin1Slice();
      const end = this.head.indexOf('\r\n\r\n');
      if (end < 0) return;
      part = chunk.subarray(chunk.length - (this.head.length - end - 4));
      this.isInBody = true;
      this.ok = this.head.startsWith('HTTP/1.1 200');
      const length = /\r\ncontent-length: (\d+)/i.exec(this.head);
      this.left = length ? Number(length[1]) : undefined;
    }
    if (part.length > 0) this.firstAt ??= performance.now();
    if (this.left !== undefined) {
      this.left -= part.length;
      if (this.left > 0) return;
    } else {
      this.tail = (this.tail + part.latin1Slice()).slice(-7);
      if (this.tail !== '\r\n0\r\n\r\n') return;
    }
    const { ok, firstAt } = this;
    this.#begin();
    this.done(this, this.startedAt, ok, firstAt);
  }

  close() {
    this.socket.destroy();
  }
}

process.on('message', async order => process.send(await run(order)));
process.on('disconnect', () => process.exit());

async function run({
  host = '127.0.0.1',
  port,
  pid,
  path,
  token,
  connections,
  rate,
  seconds,
  bodyBytes,
  paceMs,
}) {
  const authorization = token ? `authorization: Bearer ${token}\r\n` : '';
  const sent = bodyBytes ? 'x'.repeat(bodyBytes) : body;
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${authorization}content-type: application/json\r\ncontent-length: ${sent.length}\r\n\r\n${sent}`,
  );
  const latencies = [];
  const firsts = [];
  const result = {
    count: 0,
    errors: 0,
    latenciesMs: latencies,
    firstMs: firsts,
  };
  const idle = await Promise.all(
    Array.from({ length: connections }, () =>
      Connection.open(host, port, request),
    ),
  );
  const used = () => (pid ? cpuSeconds(pid) : 0);
  let cpuBefore = used();
  const settled = performance.now() + settlingMs;
  const end = settled + seconds * 1000;
  setTimeout(() => {
    cpuBefore = used();
    result.count = 0;
    latencies.length = 0;
    firsts.length = 0;
  }, settlingMs);
  const done = (connection, startedAt, ok, firstAt) => {
    result.count++;
    if (!ok) result.errors++;
    if (!paceMs) {
      latencies.push(performance.now() - startedAt);
      firsts.push((firstAt ?? performance.now()) - startedAt);
    }
    if (rate) idle.push(connection);
    else if (performance.now() < end) connection.send(performance.now(), done);
  };
  if (rate) {
    await openLoop(idle, rate, end, done, paceMs);
  } else {
    for (const connection of idle) connection.send(performance.now(), done);
    while (performance.now() < end) await sleep(20);
  }
  await sleep(100);
  result.cpu = used() - cpuBefore;
  for (const connection of idle) connection.close();
  return result;
}

/**
 * Requests start on a fixed schedule, whatever the answers do; latency counts from the scheduled time. With `paceMs` those
 * of so many milliseconds start together: nobody measures latencies then. Connections take turns there: in a long run one
 * that waits for its first request for too long would be told that it is late.
 */
async function openLoop(idle, rate, end, done, paceMs) {
  let next = performance.now();
  while (next < end) {
    // Spinning: a timer would be off by more than what is measured.
    await (paceMs ? sleep(paceMs) : new Promise(setImmediate));
    while (next <= performance.now() && idle.length > 0) {
      const connection = paceMs ? idle.shift() : idle.pop();
      connection.send(next, done);
      next += 1000 / rate;
    }
  }
}
