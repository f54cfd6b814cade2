import { FindingCode } from '@greenroom/backstage-plugin-model-serving-common';

/** What a failed fetch means for a revision. */
export interface FetchFailure {
  readonly code: FindingCode;
  readonly message: string;
  /** It may pass by itself: a network, a full disk. */
  readonly retryable: boolean;
}

const CODES: Readonly<Record<string, FindingCode>> = {
  StorageDenied: 'StorageDenied',
  StorageNotFound: 'StorageNotFound',
  StorageUnreachable: 'StorageUnreachable',
  DiskFull: 'DiskFull',
  TooLarge: 'DiskFull',
  InvalidUri: 'InvalidSpec',
  AddressRefused: 'StorageUnreachable',
  DigestMismatch: 'StorageUnreachable',
  NotFoundError: 'SecretMissing',
  ENOSPC: 'DiskFull',
  EDQUOT: 'DiskFull',
};

/** Errors of the system that name a full disk; no code of theirs says whether to try again. */
const PASSING = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Reads the error of a fetch: a `StorageError`, a system error, or the connection that was not found. Anything else
 * counts as a storage that cannot be reached now.
 */
export function fetchFailure(error: unknown): FetchFailure {
  const { code, name, message, retryable } = Object(error) as {
    code?: unknown;
    name?: unknown;
    message?: unknown;
    retryable?: unknown;
  };
  const known = [code, name].find(
    (word): word is string => typeof word === 'string' && word in CODES,
  );
  return {
    code: known ? CODES[known] : 'StorageUnreachable',
    message: typeof message === 'string' ? message : String(error),
    retryable:
      typeof retryable === 'boolean'
        ? retryable
        : known === undefined || PASSING.has(known),
  };
}

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 300_000;
/** A refusal passes only when a person changes something, which nobody tells us: look once a minute. */
const REFUSED_RETRY_MS = 60_000;

/**
 * How long to wait before the next try: 10 s doubling to 5 min for what may pass, a minute for a refusal.
 * Source: reference/dataplane.md §5.
 *
 * @param failures - failed tries in a row so far, ≥ 1
 */
export function fetchRetryDelay(failures: number, retryable: boolean): number {
  return retryable
    ? Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
    : REFUSED_RETRY_MS;
}
