const MAX_PATHS = 50;

/** Field paths that a merge patch touches, without values; a patch that was accepted, so its depth is bounded. */
export function patchPaths(patch: unknown): string[] {
  const paths: string[] = [];
  collect(patch, '', paths);
  return paths.slice(0, MAX_PATHS);
}

function collect(value: unknown, path: string, paths: string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    paths.push(path);
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const isPlain = /^[\w-]+$/.test(key);
    const step = isPlain ? `${path && '.'}${key}` : `[${key}]`;
    collect(entry, `${path}${step}`, paths);
  }
}
