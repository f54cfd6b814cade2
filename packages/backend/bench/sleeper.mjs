#!/usr/bin/env node
// A model that takes 100 ms for each answer, however many it is asked for at a time. Usage: sleeper.mjs --port=<port>
import { createServer } from 'node:http';

const TAKES_MS = 100;
const port = process.argv
  .find(argument => argument.startsWith('--port='))
  .slice('--port='.length);

process.on('SIGTERM', () => process.exit(0));
createServer((request, response) => {
  request.resume();
  const answer = () => response.writeHead(200).end('{}');
  if (request.method === 'GET') answer();
  else setTimeout(answer, TAKES_MS);
}).listen(Number(port), '127.0.0.1');
