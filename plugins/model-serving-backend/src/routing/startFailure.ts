import type {
  RevisionFacts,
  RouteUnavailable,
} from '@greenroom/backstage-plugin-model-serving-common';

/** So many starts fail before nobody is kept waiting for the next one. Source: dataplane.md §3. */
const FAILED_STARTS = 3;
const RETRY_SECONDS = 10;

/**
 * Why requests must not wait for a revision: its starts fail, or cannot even begin. Undefined: they may.
 *
 * @param what - for example "model 'demo/iris'"
 */
export function startFailure(
  facts: RevisionFacts | undefined,
  what: string,
): RouteUnavailable | undefined {
  if (!facts || facts.desired === 0) return undefined;
  const problem = facts.failure?.message ?? failedFetch(facts) ?? crash(facts);
  if (problem === undefined) return undefined;
  return {
    status: 503,
    reason: 'ModelLoadFailed',
    message: `The ${what} cannot be started: ${lastLine(problem)}`,
    retryAfterSeconds: RETRY_SECONDS,
  };
}

/** A fetch that is tried again may still succeed. */
function failedFetch({ fetch }: RevisionFacts): string | undefined {
  return fetch.state === 'failed' && !fetch.retryAt
    ? fetch.failure?.message ?? 'its model could not be fetched'
    : undefined;
}

function crash({ replicas }: RevisionFacts): string | undefined {
  const failing = replicas.find(
    ({ restarts, lastExit }) =>
      restarts >= FAILED_STARTS && lastExit && !lastExit.wasReady,
  )?.lastExit;
  return failing && (failing.logTail || failing.reason);
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
