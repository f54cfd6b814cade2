import type { FindingCode } from '@greenroom/backstage-plugin-model-serving-common';

/** What initializers print when they give up: ours, and KServe's with the words of the libraries that it uses. */
const WORDS: readonly (readonly [RegExp, FindingCode])[] = [
  [/ENOSPC|no space left|does not fit/i, 'DiskFull'],
  [
    /access ?denied|\b40[13]\b|signature|invalid ?access ?key|forbidden|unauthorized|credentials/i,
    'StorageDenied',
  ],
  [
    /no ?such ?(bucket|key)|\b404\b|not found|does not exist|no (model|object|file)|nothing (lies|is) at/i,
    'StorageNotFound',
  ],
];

/** Why the model could not be brought, from the last words of its init container. */
export function fetchFailure(message: string): FindingCode {
  return (
    WORDS.find(([pattern]) => pattern.test(message))?.[1] ??
    'StorageUnreachable'
  );
}
