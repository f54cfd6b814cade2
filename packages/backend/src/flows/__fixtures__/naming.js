// A model server that says which version of it answers, VERSION, and goes wrong as FAULT says: "fails" or "slow".
const { createServer } = require('node:http');

/** Of a slow answer: far more than any other takes, on a slow machine, too. */
const SLOW_MS = 2_000;

const { VERSION, FAULT } = process.env;
const [port] = process.argv.slice(2);
// Whoever is still answered then is lost: that is what tests look for
process.on('SIGTERM', () => process.exit(0));

const server = createServer((request, response) => {
  const isPrediction = request.method === 'POST';
  const status = isPrediction && FAULT === 'fails' ? 500 : 200;
  const answer = () =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ version: VERSION }));
  request.resume().on('end', () => {
    if (isPrediction && FAULT === 'slow') setTimeout(answer, SLOW_MS);
    else answer();
  });
});
server.listen(Number(port), '127.0.0.1');
