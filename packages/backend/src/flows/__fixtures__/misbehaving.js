// A server that goes wrong as its arguments say: --behaviour=<what>, --port=<where it listens>.
const { createServer } = require('node:http');

const args = Object.fromEntries(
  process.argv
    .slice(2)
    .map(argument => /^--([^=]+)=(.*)$/.exec(argument))
    .filter(match => match !== null)
    .map(([, name, value]) => [name, value]),
);
process.on('SIGTERM', () => process.exit(0));

if (args.behaviour === 'crash-at-start') {
  process.stderr.write('model.bin: magic number is wrong\n');
  process.exit(7);
}
/** Longer than it takes to ask, on any machine. */
const TIME_MS = 500;
const hoard = [];
let isReady = true;
let asked = 0;
const server = createServer((request, response) => {
  const isAsked = request.url !== '/ready';
  const refuses = args.behaviour === 'refuse' && isAsked;
  const answer = () =>
    response.writeHead(isReady && !refuses ? 200 : 500).end('{}');
  if (args.behaviour === 'take-time' && isAsked) setTimeout(answer, TIME_MS);
  else answer();
  // Asked again and again it has been seen ready: a clock could run out before the first answer is read.
  if (args.behaviour === 'crash-when-ready' && ++asked === 3) {
    process.stderr.write('segment table is corrupt, giving up\n');
    process.exit(3);
  }
  if (args.behaviour === 'answer-once') isReady = false;
  if (args.behaviour === 'hoard' && hoard.length === 0) {
    hoard.push(Buffer.alloc(256 * 2 ** 20, 1));
  }
});
if (args.behaviour === 'never-listen') setInterval(() => {}, 1_000);
else server.listen(Number(args.port), '127.0.0.1');
