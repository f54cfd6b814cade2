// A closed-loop HTTP/1.1 load generator on raw sockets: each connection has one request in flight. Started as its own
// process by model-server.bench.mjs, so that generating load does not share an event loop with anything measured.
//
// Usage: node load.mjs '{"port","connections","seconds","path","body"}'; prints {"requests","seconds"} as JSON.
import { connect } from 'node:net';

const { port, connections, seconds, path, body } = JSON.parse(process.argv[2]);
const request = Buffer.from(
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(
    body,
  )}\r\n\r\n${body}`,
);
const HEAD_END = Buffer.from('\r\n\r\n');
let requests = 0;
let isOver = false;

function drive() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let pending = Buffer.alloc(0);
    socket.on('connect', () => socket.write(request));
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('data', chunk => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const head = pending.indexOf(HEAD_END);
      if (head === -1) {
        return;
      }
      const text = pending.toString('latin1', 0, head);
      const length = /content-length: (\d+)/i.exec(text);
      if (!text.startsWith('HTTP/1.1 200') || length === null) {
        reject(new Error(`unexpected answer: ${pending.toString('latin1')}`));
        return;
      }
      const size = head + HEAD_END.length + Number(length[1]);
      if (pending.length < size) {
        return;
      }
      pending = pending.subarray(size);
      requests++;
      if (isOver) {
        socket.destroy();
      } else {
        socket.write(request);
      }
    });
  });
}

const start = performance.now();
setTimeout(() => {
  isOver = true;
}, seconds * 1000);
await Promise.all(Array.from({ length: connections }, drive));
process.stdout.write(
  JSON.stringify({ requests, seconds: (performance.now() - start) / 1000 }),
);
