// A tiny model server for tests: ready at once, or misbehaves as BEHAVIOR tells it.
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');

const [behavior, argument] = (process.env.BEHAVIOR ?? '').split(':');
if (behavior === 'exit') {
  process.stderr.write('cannot load the model\n');
  process.exit(Number(argument));
}
if (behavior === 'eat') {
  const eaten = [];
  setInterval(() => eaten.push(Buffer.alloc(16 * 1024 * 1024, 1)), 20);
}
if (behavior === 'fill')
  writeFileSync(argument, Buffer.alloc(16 * 1024 * 1024, 1));
if (behavior === 'die-after')
  setTimeout(() => process.exit(9), Number(argument));
process.on('SIGTERM', () => process.exit(0));
if (behavior === 'deny') {
  // A registry that lets nobody in, where only its node reaches it.
  createServer((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' });
    response.end();
  }).listen(Number(argument), '127.0.0.1');
} else {
  createServer((request, response) => {
    if (request.url === '/die') process.exit(7);
    process.stdout.write(`${request.method} ${request.url}\n`);
    response.end(JSON.stringify({ url: request.url }));
  }).listen(8080);
}
