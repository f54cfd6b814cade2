import { runProgram } from './program/runProgram';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`Stopped by ${signal}.`)));
}

runProgram({
  argv: process.argv.slice(2),
  env: process.env,
  signal: stop.signal,
  log: line => process.stdout.write(`${line}\n`),
}).catch(error => {
  process.stderr.write(`greenroom-storage-initializer: ${error.message}\n`);
  process.exitCode = 1;
});
