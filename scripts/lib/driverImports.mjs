// What driver modules import. A driver runs what it is told and tells what it sees; what follows is decided once, for all
// clusters, in the backend and in the rules of `model-serving-common`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders of `model-serving-common` whose functions decide: state and findings, shares, routes, which runtime, who may. */
const DECIDING = [
  'access',
  'canary',
  'endpoints',
  'gateway',
  'graph',
  'runtimes',
  'status',
  'validation',
];
const COMMON = '@greenroom/backstage-plugin-model-serving-common';
const BACKEND =
  /^@greenroom\/(backstage-plugin-model-serving-backend|gateway)(-module-.*)?$|(^|\/)model-serving-backend\//;
const IMPORT =
  /(?:import|export)\s+(type\s+)?(?:\{([^}]*)\}|[^'"{};]*)\s*from\s+['"]([^'"]+)['"]/g;
/** Constants are words, not decisions. */
const EXPORT = /^export (?:async )?(?:function|class|const(?= [a-z])) (\w+)/gm;

/** Names of the functions that decide. @param common - the sources of `model-serving-common` */
export function decidingNames(common) {
  return new Set(
    DECIDING.flatMap(folder => sourcesOf(path.join(common, folder))).flatMap(
      file =>
        [...readFileSync(file, 'utf8').matchAll(EXPORT)].map(
          ([, name]) => name,
        ),
    ),
  );
}

/** Imports of decisions below a folder, as `file: name`. @param deciding - see {@link decidingNames} */
export function decisionsIn(folder, deciding) {
  return sourcesOf(folder).flatMap(file => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(IMPORT)].flatMap(
      ([, isType, names = '', from]) => {
        const at = path.relative(folder, file);
        if (BACKEND.test(from)) return [`${at}: ${from}`];
        if (isType || from !== COMMON) return [];
        return names
          .split(',')
          .map(name => name.trim().split(/\s+/)[0])
          .filter(name => deciding.has(name))
          .map(name => `${at}: ${name}`);
      },
    );
  });
}

function sourcesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter(name => /\.ts$/.test(name) && !/\.test\.ts$|__/.test(name))
    .map(name => path.join(folder, name));
}
