// A tiny model server for tests: ready at once, or ends as it is told.
const { createServer } = require('node:http');

const [, code] = /^exit:(\d+)$/.exec(process.env.BEHAVIOR ?? '') ?? [];
if (code !== undefined) {
  process.stderr.write('cannot load the model\n');
  process.exit(Number(code));
}
process.on('SIGTERM', () => process.exit(0));
createServer((request, response) => {
  if (request.url === '/die') process.exit(7);
  process.stdout.write(`${request.method} ${request.url}\n`);
  response.end(JSON.stringify({ url: request.url }));
}).listen(8080);
