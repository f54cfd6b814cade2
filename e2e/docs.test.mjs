// Commands in the documentation are tried as they are written: every block marked `sh run`, against a running portal.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Portal, root } from './lib/portal.mjs';

const shell = promisify(execFile);
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs/guides')).map(name =>
    path.join('docs/guides', name),
  ),
];
const blocks = pages.flatMap(page =>
  [
    ...readFileSync(path.join(root, page), 'utf8').matchAll(
      /```sh run\n([^]*?)```/g,
    ),
  ].map(([, command]) => ({ page, command })),
);

describe('commands in the documentation', () => {
  let portal;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
  });

  after(async () => {
    await portal?.destroy();
  });

  it('are there', () => {
    assert.ok(blocks.length >= 3);
  });

  for (const { page, command } of blocks) {
    it(`${page}: ${command.split('\n')[0]}`, async () => {
      // The documentation names the default ports; this portal has others.
      const here = command
        .replaceAll('localhost:7007', `localhost:${portal.ports.portal}`)
        .replaceAll('localhost:8080', `localhost:${portal.ports.gateway}`);
      const { stdout } = await shell('bash', ['-euc', here], {
        env: { ...process.env, GREENROOM_TOKEN: portal.secrets.startToken },
      });
      const answer = JSON.parse(stdout);
      assert.equal(answer.error, undefined);
      assert.ok(Object.keys(answer).length > 0);
    });
  }
});
