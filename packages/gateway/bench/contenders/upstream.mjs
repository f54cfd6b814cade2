// A stand-in for a model server that costs as little as Node can: reads a body, answers 120 bytes of JSON.
import http from 'node:http';

const answer = Buffer.from(
  `{"model_name":"iris","outputs":[{"name":"label","datatype":"INT64","shape":[1],"data":[1]}],"pad":"${'x'.repeat(
    22,
  )}"}`,
);
const server = http.createServer({ noDelay: true }, (request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': answer.length,
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
