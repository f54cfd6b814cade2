/**
 * Which files of a model are wanted, by patterns as Python's `fnmatch` has them: `*` is anything, slashes too, `?` one
 * character, `[…]` one of several.
 * @public
 */
export interface FilePatterns {
  /** At least one must fit; empty: all files. */
  readonly allow: readonly string[];
  /** None may fit. */
  readonly ignore: readonly string[];
}

/** Whether a file is wanted. */
export function isWanted(
  path: string,
  { allow, ignore }: FilePatterns,
): boolean {
  const fits = (pattern: string) => patternOf(pattern).test(path);
  return (allow.length === 0 || allow.some(fits)) && !ignore.some(fits);
}

function patternOf(glob: string): RegExp {
  const source = glob.replace(
    /\[(!?)([^\]]+)\]|([*?])|([.+^${}()|[\]\\])/g,
    (_, not, set, wildcard, special) => {
      if (set) return `[${not ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`;
      if (wildcard) return wildcard === '*' ? '.*' : '.';
      return `\\${special}`;
    },
  );
  return new RegExp(`^${source}$`, 's');
}
