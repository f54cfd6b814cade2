// Which folders of a package need each other: what one of them promises can then not be read without the other.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Tests and what only they use may look everywhere. */
const ofTests = /(^|\/)(__\w+__|testing|contract)\/|\.test\.tsx?$/;
const imports = /(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/g;

/**
 * Circles among the top folders of a source folder, each as the names of its folders and the imports between them.
 *
 * @param {string} source - absolute
 * @returns {{ folders: string[], imports: string[] }[]}
 */
export function folderCircles(source) {
  const needs = new Map();
  for (const file of sourceFiles(source)) {
    const text = readFileSync(path.join(source, file), 'utf8');
    const from = topFolder(file);
    for (const [, specifier] of text.matchAll(imports)) {
      const to = topFolder(
        path.join(path.dirname(file), specifier, 'index.ts'),
      );
      if (!from || !to || to === from || to === '..') continue;
      const known = needs.get(from) ?? new Map();
      known.set(to, [...(known.get(to) ?? []), `${file} → ${specifier}`]);
      needs.set(from, known);
    }
  }
  return circlesOf(needs).map(folders => ({
    folders,
    imports: folders.flatMap(from =>
      folders.flatMap(to => needs.get(from)?.get(to) ?? []),
    ),
  }));
}

function sourceFiles(source) {
  return readdirSync(source, { recursive: true })
    .map(file => file.split(path.sep).join('/'))
    .filter(file => /\.tsx?$/.test(file) && !ofTests.test(file));
}

/** `undefined` for files beside the folders: they put them together. */
function topFolder(file) {
  const [folder, ...rest] = file.split('/');
  return rest.length > 0 && !/^index\.ts$/.test(folder) ? folder : undefined;
}

/** Sets of folders each of which reaches all others of its set. */
function circlesOf(needs) {
  const reached = new Map([...needs.keys()].map(from => [from, reach(from)]));
  function reach(from) {
    const found = new Set();
    const open = [from];
    while (open.length > 0)
      for (const to of needs.get(open.pop())?.keys() ?? [])
        if (!found.has(to)) {
          found.add(to);
          open.push(to);
        }
    return found;
  }
  const circles = new Map();
  for (const [from, others] of reached) {
    if (!others.has(from)) continue;
    const circle = [...others].filter(to => reached.get(to)?.has(from)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}
