import { PackedModel } from '../source/types';

const byEnding: readonly (readonly [string, PackedModel['format']])[] = [
  ['.zip', 'zip'],
  ['.tar', 'tar'],
  ['.tar.gz', 'tar.gz'],
  ['.tgz', 'tar.gz'],
];

/** The archives that KServe's initializer unpacks, by the end of their name; undefined for other files. */
export function archiveFormat(name: string): PackedModel['format'] | undefined {
  const lower = name.toLowerCase();
  return byEnding.find(([ending]) => lower.endsWith(ending))?.[1];
}
