import type { ShutdownPolicy } from '../config';

/**
 * Whether models end with the backend.
 *
 * @param isActing - whether this process held the lease; one that did not must never end what another one runs
 */
export function shutdownMode(
  policy: ShutdownPolicy,
  signal: 'SIGINT' | 'SIGTERM' | undefined,
  isActing: boolean,
): 'keep' | 'stop' {
  if (!isActing) return 'keep';
  if (policy === 'by-signal') return signal === 'SIGINT' ? 'stop' : 'keep';
  return policy;
}
