// A stand-in for a model server that costs as little as Node can: reads a body, answers 120 bytes of JSON; 1 MiB under
// /big; 100 events under /events.
import http from 'node:http';

const answer = Buffer.from(
  `{"model_name":"iris","outputs":[{"name":"label","datatype":"INT64","shape":[1],"data":[1]}],"pad":"${'x'.repeat(
    22,
  )}"}`,
);
const big = Buffer.alloc(1024 * 1024, 'x');
const event = `data: {"token":"${'x'.repeat(40)}"}\n\n`;

function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let left = 100;
  const next = () => {
    if (--left === 0) response.end(event);
    else {
      response.write(event);
      setImmediate(next);
    }
  };
  next();
}

const server = http.createServer({ noDelay: true }, (request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.url.endsWith('/events')) {
      stream(response);
      return;
    }
    const body = request.url.endsWith('/big') ? big : answer;
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
