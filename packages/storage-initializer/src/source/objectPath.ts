import { StorageError } from '../StorageError';

/** Longest file name of the file systems that matter, in bytes. */
const longestName = 255;

/** Why a name from a storage cannot be a relative path below the model's folder, or undefined if it can. */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith('/')) return 'it is absolute';
  if (/[\\\0]/.test(path)) return 'it has a backslash or NUL in it';
  const names = path.split('/');
  if (names.includes('')) return 'it has an empty name in it';
  if (names.includes('..') || names.includes('.')) {
    return 'it has "." or ".." in it';
  }
  if (names.some(name => Buffer.byteLength(name) > longestName)) {
    return `it has a name of more than ${longestName} bytes in it`;
  }
  return undefined;
}

/**
 * Checks that files can lie beside each other below one folder.
 * @throws StorageError InvalidUri that names the file
 */
export function checkPaths(paths: readonly string[]): void {
  const files = new Set(paths);
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem) throw unusable(path, problem);
    for (let end = path.indexOf('/'); end >= 0; ) {
      const folder = path.slice(0, end);
      if (files.has(folder)) {
        throw unusable(path, `"${folder}" is a file and a folder`);
      }
      end = path.indexOf('/', end + 1);
    }
  }
}

function unusable(path: string, why: string): StorageError {
  return new StorageError(
    'InvalidUri',
    `The model has a file "${path}" that cannot be stored: ${why}. Rename it, or choose another folder.`,
  );
}
