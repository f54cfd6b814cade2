// The proxy most Node projects would take, with keep-alive connections to the upstream.
import http from 'node:http';
import httpProxy from 'http-proxy';

const proxy = httpProxy.createProxyServer({
  target: `http://127.0.0.1:${process.argv[2]}`,
  agent: new http.Agent({ keepAlive: true, maxSockets: 1024 }),
  xfwd: true,
});
proxy.on('error', (_error, _request, response) => {
  response.writeHead?.(502);
  response.end();
});
const server = http.createServer((request, response) =>
  proxy.web(request, response),
);
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
