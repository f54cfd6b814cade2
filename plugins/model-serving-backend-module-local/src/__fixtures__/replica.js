// A tiny model server for tests: keeps the model server's contract, and misbehaves as BEHAVIOR says.
const { spawn } = require('node:child_process');
const { readdirSync, renameSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');

const args = Object.fromEntries(
  process.argv.slice(2).map(arg => {
    const [name, ...value] = arg.replace(/^--/, '').split('=');
    return [name, value.join('=')];
  }),
);
const [behavior, parameter] = (process.env.BEHAVIOR ?? '').split(':');

if (behavior === 'exit') {
  process.stderr.write(`cannot load the model from ${args.model_dir}\n`);
  process.exit(Number(parameter));
}
if (behavior === 'child') {
  const child = spawn(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
    { stdio: 'ignore', detached: parameter === 'own-group' },
  );
  process.stdout.write(`child ${child.pid}\n`);
}
if (behavior === 'ignore-term') process.on('SIGTERM', () => {});
else process.on('SIGTERM', () => process.exit(0));

const hoard = [];
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://replica');
  if (args.instance_id) {
    response.setHeader('x-greenroom-instance', args.instance_id);
  }
  if (pathname.endsWith('/ready')) {
    // Too busy to say so when it is asked
    if (behavior !== 'busy') response.end();
  } else if (pathname === '/hoard') {
    hoard.push(Buffer.alloc(Number(searchParams.get('mib')) * 2 ** 20, 1));
    response.end();
  } else if (pathname === '/say') {
    const times = Number(searchParams.get('times') ?? 1);
    process.stdout.write(`${searchParams.get('text')}\n`.repeat(times), () =>
      response.end(),
    );
  } else if (pathname === '/die') {
    process.exit(Number(searchParams.get('code')));
  } else {
    response.end(
      JSON.stringify({
        argv: process.argv.slice(2),
        cwd: process.cwd(),
        env: process.env,
        files: args.model_dir ? readdirSync(args.model_dir) : [],
      }),
    );
  }
});

if (behavior !== 'deaf') {
  server.listen(Number(args.http_port ?? process.env.PORT), '127.0.0.1', () => {
    process.stdout.write('listening\n');
    if (!args.state_file) return;
    const state = {
      instanceId: args.instance_id,
      pid: process.pid,
      httpPort: server.address().port,
      modelName: args.model_name,
      isReady: true,
    };
    writeFileSync(`${args.state_file}.tmp`, JSON.stringify(state));
    renameSync(`${args.state_file}.tmp`, args.state_file);
  });
} else {
  setInterval(() => {}, 1000);
}
