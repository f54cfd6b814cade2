// Puts what the container images of Greenroom hold beside Node into a folder each, `dist/images/<name>`: the program as one
// file, and the packages that cannot be bundled; of the portal, all of it. `deploy/containers/` has the container files that
// copy these folders.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stagePortal } from './lib/stagePortal.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const platform = process.env.IMAGE_PLATFORM ?? `linux/${process.arch}`;

/** What each program loads from node_modules. */
const images = {
  gateway: [],
  'storage-initializer': [],
  'model-server': [
    'onnxruntime-node',
    '@grpc/grpc-js',
    '@grpc/proto-loader',
    '@grpc/reflection',
  ],
};

for (const [name, packages] of Object.entries(images)) {
  const program = path.join(root, 'packages', name, 'dist/main.js');
  const folder = emptyFolder(name);
  cpSync(program, path.join(folder, 'main.js'));
  const copied = new Set();
  for (const needed of packages)
    copyPackage(needed, path.dirname(program), folder, copied);
}
stagePortal(emptyFolder('portal'));

function emptyFolder(name) {
  const folder = path.join(root, 'dist/images', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A package with what it depends on, all side by side; another version of the same goes below who needs it. */
function copyPackage(name, from, folder, copied) {
  const source = packageFolder(name, from);
  if (!source) throw new Error(`${name} is not installed for ${from}`);
  if (copied.has(source)) return;
  copied.add(source);
  const beside = path.join(folder, 'node_modules', name);
  const isTaken = existsSync(beside);
  const target = isTaken
    ? path.join(
        folder,
        'node_modules',
        relativeOwner(from),
        'node_modules',
        name,
      )
    : beside;
  cpSync(source, target, {
    recursive: true,
    filter: file => isNeeded(name, path.relative(source, file)),
  });
  const { dependencies = {} } = JSON.parse(
    readFileSync(path.join(source, 'package.json'), 'utf8'),
  );
  for (const next of Object.keys(dependencies))
    copyPackage(next, source, folder, copied);
}

/** `onnxruntime-node` brings engines for all systems: only that of the image goes along. */
function isNeeded(name, file) {
  const parts = file.split(path.sep);
  if (parts.includes('node_modules') || file.endsWith('.map')) return false;
  if (name !== 'onnxruntime-node' || parts[0] !== 'bin') return true;
  const [os, arch] = platform.split('/');
  const [, , itsOs = os, itsArch = arch] = parts;
  return itsOs === os && itsArch === arch;
}

function packageFolder(name, from) {
  for (const place of createRequire(path.join(from, 'x.js')).resolve.paths(
    name,
  )) {
    const folder = path.join(place, name);
    if (existsSync(path.join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

function relativeOwner(from) {
  return from.slice(from.lastIndexOf('node_modules') + 'node_modules/'.length);
}

for (const name of [...Object.keys(images), 'portal']) {
  const folder = path.join(root, 'dist/images', name);
  console.log(
    `${path.relative(root, folder)}: ${readdirSync(folder).join(', ')}`,
  );
}
