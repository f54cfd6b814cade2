import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { endLeftovers, runMarker } from './leftovers.mjs';

const id = `test of leftovers ${process.pid}`;

it('says nothing where nothing is left', async () => {
  await endLeftovers(id);
});

it('waits for what is ending', async () => {
  start('setTimeout(() => {}, 500)');
  await endLeftovers(id);
});

it(
  'ends what stays, and names it',
  { skip: !existsSync('/proc') },
  async () => {
    const child = start('setInterval(() => {}, 1000)');
    const over = once(child, 'exit');
    await assert.rejects(endLeftovers(id, 100), error =>
      error.message.includes(`${child.pid} ${process.execPath} -e`),
    );
    assert.equal((await over)[1], 'SIGKILL');
  },
);

function start(code) {
  return spawn(process.execPath, ['-e', code], {
    env: { ...process.env, ...runMarker(id) },
    stdio: 'ignore',
  });
}
