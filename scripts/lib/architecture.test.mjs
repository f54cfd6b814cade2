import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from './toolchain.mjs';

const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const foldersOf = folder =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);

describe('docs/architecture.md', () => {
  for (const group of ['packages', 'plugins'])
    it(`names every package of ${group}/`, () => {
      // A folder that only holds what was once built there is none
      const names = foldersOf(group).filter(name =>
        existsSync(path.join(root, group, name, 'package.json')),
      );
      const missing = names.filter(name => !page.includes(`      ${name}/ `));
      assert.deepEqual(missing, []);
    });

  it('says what every folder of the control plane promises, and of no other', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| `'));
    const told = rows.flatMap(row =>
      [...row.split('|')[1].matchAll(/`(\w+)\/`/g)].map(([, name]) => name),
    );
    const folders = foldersOf('plugins/model-serving-backend/src');
    assert.deepEqual(told.sort(), folders.sort());
  });
});
