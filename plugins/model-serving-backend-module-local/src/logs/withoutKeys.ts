import { KEY_PREFIX } from '@greenroom/backstage-plugin-model-serving-common';

const key = new RegExp(`${KEY_PREFIX}[\\w-]+`, 'g');

/**
 * A line without the keys by which components call each other: programs like to print their arguments, and the addresses
 * that they call.
 */
export function withoutKeys(line: string): string {
  return line.includes(KEY_PREFIX) ? line.replace(key, `${KEY_PREFIX}…`) : line;
}
