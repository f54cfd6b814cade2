// A gateway as far as its supervisor knows it: arguments, state file, control port, exit code.
const { spawn } = require('node:child_process');
const { randomUUID } = require('node:crypto');
const {
  existsSync,
  readFileSync,
  renameSync,
  writeFileSync,
} = require('node:fs');
const { createServer } = require('node:http');

const value = name => process.argv[process.argv.indexOf(`--${name}`) + 1];
const dir = value('data_dir');
const token = readFileSync(`${dir}/control-token`, 'utf8');
const instance = randomUUID();

const foundState = existsSync(`${dir}/state.json`);
// With two workers, one is a process of its own, which does not end with this one.
const worker =
  value('workers') === '2' &&
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: 'ignore',
  });

const control = createServer((request, response) => {
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401).end();
  } else {
    response.end(
      JSON.stringify({ instance, url: request.url, method: request.method }),
    );
  }
});
const traffic = createServer((_request, response) => response.end('traffic'));

traffic.on('error', error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === 'EADDRINUSE' ? 98 : 1);
});
traffic.listen(Number(value('port')), value('host'), () => {
  control.listen(0, '127.0.0.1', () => {
    const state = {
      instance,
      pid: process.pid,
      port: traffic.address().port,
      controlPort: control.address().port,
      metricsPort: 0,
      foundState,
      workerPid: worker.pid,
    };
    writeFileSync(`${dir}/state.json.tmp`, JSON.stringify(state));
    renameSync(`${dir}/state.json.tmp`, `${dir}/state.json`);
  });
});
process.on('SIGTERM', () => {
  if (worker) worker.kill();
  process.exit(0);
});
