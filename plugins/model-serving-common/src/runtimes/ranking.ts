import { ServingRuntime } from '../resources';
import { entriesOfFormat, matchingEntries, Relaxed, strict } from './matching';
import { protocolRank } from './protocols';
import { RuntimeQuery } from './types';

/**
 * Runtimes of one scope, best first: higher priority for the format, runtimes without one last; then lowest protocol,
 * newest, name. Source: kserve-resources §7.
 */
export function ranked(
  runtimes: readonly ServingRuntime[],
  query: RuntimeQuery,
  relaxed: Relaxed,
): ServingRuntime[] {
  return [...runtimes].sort(
    (a, b) =>
      comparePriority(
        priorityOf(a, query, relaxed),
        priorityOf(b, query, relaxed),
      ) ||
      protocolRank(a) - protocolRank(b) ||
      createdAt(b) - createdAt(a) ||
      compareText(a.metadata.name, b.metadata.name),
  );
}

/**
 * `kserve`: priority of the first entry with the format's name, whatever its version. `greenroom`: the highest among the
 * entries that match, so that a priority meant for another version does not decide.
 */
export function priorityOf(
  runtime: ServingRuntime,
  query: RuntimeQuery,
  relaxed: Relaxed,
): number | undefined {
  if (query.profile === 'kserve') {
    return entriesOfFormat(runtime, query.model, strict)[0]?.priority;
  }
  const priorities = matchingEntries(runtime, query.model, relaxed)
    .map(entry => entry.priority)
    .filter(priority => priority !== undefined);
  return priorities.length > 0 ? Math.max(...priorities) : undefined;
}

function comparePriority(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  return b - a;
}

function createdAt(runtime: ServingRuntime): number {
  return Date.parse(runtime.metadata.creationTimestamp ?? '') || 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
