// What the portal's image holds beside Node.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import yaml from 'yaml';
import { root } from './toolchain.mjs';

const BUILT = path.join(root, 'packages/backend/dist');
/** Runs models on the portal's own machine, which in a cluster is no place for them; most of the image would be this. */
const LEFT_OUT = ['onnxruntime-node'];
/** What pages look like is the image's; where things are and who may what is said by who runs it. */
const KEPT_SETTINGS = ['app', 'organization', 'scaffolder', 'events'];

/**
 * Puts the portal into a folder: backend and pages as `npm run build:portal` packed them, and the packages that they load, in
 * the tree that they were installed in, where each finds what it found there.
 */
export function stagePortal(folder) {
  for (const archive of ['skeleton.tar.gz', 'bundle.tar.gz']) {
    const file = path.join(BUILT, archive);
    if (!existsSync(file))
      throw new Error(
        `${path.relative(root, file)} is not there: npm run build:portal`,
      );
    execFileSync('tar', ['-xzf', file, '-C', folder]);
  }
  // The archives bring the mode of a folder that nobody else may look into.
  chmodSync(folder, 0o755);
  cpSync(path.join(root, 'templates'), path.join(folder, 'templates'), {
    recursive: true,
  });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      workspaces: ['packages/*', 'plugins/*'],
    }),
  );
  writeFileSync(path.join(folder, 'app-config.yaml'), settings());
  copyDependencies(path.join(root, 'packages/backend'), folder, new Set());
}

function settings() {
  const { app, ...rest } = yaml.parse(
    readFileSync(path.join(root, 'app-config.yaml'), 'utf8'),
  );
  const { baseUrl: _ofDevelopment, ...pages } = app;
  return yaml.stringify(
    Object.fromEntries(
      Object.entries({ app: pages, ...rest }).filter(([key]) =>
        KEPT_SETTINGS.includes(key),
      ),
    ),
  );
}

/** Packages that a package needs, and theirs, each at the place where it is installed. */
function copyDependencies(from, folder, seen) {
  const { dependencies, optionalDependencies, backstage } = JSON.parse(
    readFileSync(path.join(from, 'package.json'), 'utf8'),
  );
  // Pages are bundled: they need none of their packages any more.
  if (backstage?.role === 'frontend') return;
  for (const name of Object.keys({
    ...dependencies,
    ...optionalDependencies,
  })) {
    const place = LEFT_OUT.includes(name) ? undefined : installedAt(name, from);
    if (!place || seen.has(place)) continue;
    seen.add(place);
    const source = realpathSync(place);
    const inside = path.join(folder, path.relative(root, source));
    if (source === place) {
      cpSync(source, inside, {
        recursive: true,
        filter: file => isNeeded(name, path.relative(source, file)),
      });
    } else {
      // A package of this repository: it is in the archives, and everybody finds it at the top.
      const link = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.relative(path.dirname(link), inside), link);
    }
    copyDependencies(source, folder, seen);
  }
}

/** Undefined: it is optional, and not for this system. */
function installedAt(name, from) {
  // Asked for by a file: a package may have the name of a module of Node's own.
  return createRequire(path.join(from, 'x.js'))
    .resolve.paths(`${name}/package.json`)
    .map(place => path.join(place, name))
    .find(place => existsSync(path.join(place, 'package.json')));
}

/** Types are read at run time where configuration schemas are made of them. */
function isNeeded(name, file) {
  if (file.split(path.sep).includes('node_modules')) return false;
  if (file.endsWith('.map')) return false;
  const hasSchema = name.startsWith('@backstage/') || name === 'typescript';
  return hasSchema || !/\.d\.[cm]?ts$/.test(file);
}
