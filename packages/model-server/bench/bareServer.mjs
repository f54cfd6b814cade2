// The cheapest server that node:http allows: reads the body, answers with a fixed one. What the model server is measured against.
//
// Usage: node bareServer.mjs '<answer>'; sends its port to the parent.
import { createServer } from 'node:http';

const answer = process.argv[2];
const headers = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(answer),
};
const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, headers);
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send({ httpPort: server.address().port });
});
