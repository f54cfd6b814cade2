import { EndReason } from './state';

/**
 * The word for how a process ended, as Kubernetes says it for containers. Source: reference/toolchain.md §7.
 *
 * @param exit - `code` and `signal` both undefined: the process was adopted, and only its parent learns how it ended
 * @param ending - why the driver ended it, if it did
 */
export function exitReason(
  exit: { readonly code?: number; readonly signal?: string },
  ending?: EndReason,
): string {
  if (ending !== undefined && ending !== 'Stopped') return ending;
  if (exit.signal === 'SIGKILL' || exit.code === 137) return 'Killed';
  if (exit.signal === 'SIGABRT' || exit.signal === 'SIGSEGV') return 'Crashed';
  if (exit.signal !== undefined) return 'Killed';
  if (exit.code === undefined) return 'Unknown';
  return exit.code === 0 ? 'Completed' : 'Error';
}
