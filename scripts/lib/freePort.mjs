import net from 'node:net';

/** Below what systems hand out by themselves (from 32768 on) and what clusters hand out to Services (from 30000 on). */
const RANGE = { from: 10_000, to: 30_000 };
const given = new Set();

/**
 * A port that nobody listens on now, and that nobody is given who asks the system for any: a program that is started later,
 * or again, still finds it free.
 */
export async function freePort() {
  for (;;) {
    const { from, to } = RANGE;
    const port = from + Math.floor(Math.random() * (to - from));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port) {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
