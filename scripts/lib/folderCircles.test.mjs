import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folderCircles } from './folderCircles.mjs';
import { root } from './toolchain.mjs';

const sources = ['packages', 'plugins']
  .flatMap(group =>
    readdirSync(path.join(root, group)).map(name => path.join(group, name)),
  )
  .map(folder => path.join(folder, 'src'))
  .filter(source => existsSync(path.join(root, source)));

describe('folders of a package', () => {
  for (const source of sources)
    it(`can be read one after the other: ${source}`, () => {
      assert.deepEqual(folderCircles(path.join(root, source)), []);
    });

  it('are found where they need each other, be it by a third', t => {
    const source = mkdtempSync(path.join(tmpdir(), 'greenroom-folders-'));
    t.after(() => rmSync(source, { recursive: true }));
    const write = (file, text) => {
      mkdirSync(path.dirname(path.join(source, file)), { recursive: true });
      writeFileSync(path.join(source, file), text);
    };
    write('a/one.ts', "import { two } from '../b';");
    write('b/index.ts', "export {\n  three,\n} from '../c/three';");
    write('c/three.ts', "import type { one } from '../a/one';");
    write('d/four.ts', "import { two } from '../b';");
    write('a/one.test.ts', "import { four } from '../d/four';");
    write('b/__testUtils__/x.ts', "import { four } from '../../d/four';");
    write('index.ts', "export * from './a';");
    assert.deepEqual(folderCircles(source), [
      {
        folders: ['a', 'b', 'c'],
        imports: [
          'a/one.ts → ../b',
          'b/index.ts → ../c/three',
          'c/three.ts → ../a/one',
        ],
      },
    ]);
  });
});
