import { FindingCode, RevisionFacts } from '../facts';
import { formatBytes } from '../format';
import { FindingContext, findingTable } from './findingTable';
import { findingOf, Problem, problemsOfFacts } from './problems';
import { Finding } from './types';

/** What is said otherwise of a router than of a server of models; absent: it fits both. */
interface RouterWords extends Partial<Pick<Finding, 'action' | 'fixableBy'>> {
  readonly headline?: string | ((context: FindingContext) => string);
}

/** Its image is no choice of whoever made the graph: KServe's configuration names one for all. */
const ITS_IMAGE = {
  action:
    "Tell the platform team: the image of routers is named by KServe's configuration (`router` in `inferenceservice-config`).",
  fixableBy: 'platform',
} as const;
const ITS_LOG = {
  action:
    "Read what was reported and the log of its pod. If no step of the graph explains it, tell the platform team: the program is KServe's.",
  fixableBy: 'owner',
} as const;

const WORDS: Partial<Record<FindingCode, RouterWords>> = {
  InvalidSpec: {
    headline: 'The pods of the router are not valid',
    action: 'Edit what the message names.',
  },
  QuotaExceeded: {
    action:
      'Ask for less CPU or memory (`spec.resources` of the graph), stop something else, or ask the platform team for more.',
  },
  AdmissionDenied: {
    headline: 'A policy of the cluster refuses the router',
  },
  NoCapacity: {
    headline: 'There is no free capacity for the router',
    action:
      'Ask for less CPU or memory (`spec.resources` of the graph), or stop something else; it is tried again by itself.',
  },
  NoMatchingNode: {
    headline: 'No node of the cluster fits the router',
    action:
      'Change node selector, affinity and tolerations of the graph, or ask for less.',
  },
  ImageNotFound: {
    headline: 'The image of the router does not exist',
    ...ITS_IMAGE,
  },
  ImageDenied: {
    headline: 'The registry refuses to hand out the image of the router',
    ...ITS_IMAGE,
  },
  ImageUnreachable: {
    headline: 'The registry of the image of the router cannot be reached',
    action: `It is tried again by itself. ${ITS_IMAGE.action}`,
    fixableBy: 'platform',
  },
  SecretMissing: {
    headline: 'The router needs a Secret, ConfigMap or account that is missing',
    action:
      'Make what the message names (`spec.serviceAccountName` of the graph), or ask the platform team.',
  },
  OutOfMemory: {
    headline: ({ memoryLimitBytes }) =>
      memoryLimitBytes
        ? `The router needed more than its ${formatBytes(
            memoryLimitBytes,
          )} of memory`
        : 'The router ran out of memory',
    action:
      'Raise the memory limit of the graph (`spec.resources`), or send smaller requests through it.',
  },
  ModelLoadFailed: {
    headline: 'The router ended before it was ready',
    ...ITS_LOG,
  },
  CrashLoop: {
    headline: 'The router keeps ending while it serves',
    ...ITS_LOG,
  },
  ProbeFailing: {
    headline: 'The router runs, but does not answer its readiness check',
    ...ITS_LOG,
  },
  StartTimeout: {
    headline: 'The router was not ready in time',
    ...ITS_LOG,
  },
};

/**
 * What is wrong with the router of a graph, by the rules and codes of deployments, in words of a router; in table order,
 * each code once. Warnings while a replica of it answers.
 *
 * @param now - ms since epoch
 * @public
 */
export function routerFindings(
  facts: readonly RevisionFacts[],
  now: number,
): readonly Finding[] {
  const isServing = facts.some(({ replicas }) =>
    replicas.some(({ state }) => state === 'ready'),
  );
  const problems = facts
    .flatMap(one => problemsOfFacts(one, now))
    // What a replica tells is more than what is said of the whole
    .sort((a, b) => Number(!a.replica) - Number(!b.replica));
  const byCode = new Map<FindingCode, Problem>();
  for (const problem of problems) {
    if (!byCode.has(problem.code)) byCode.set(problem.code, problem);
  }
  return [...byCode.values()]
    .sort((a, b) => findingTable[a.code].order - findingTable[b.code].order)
    .map(problem => inWords(problem, isServing ? 'warning' : undefined));
}

function inWords(
  problem: Problem,
  severity: Finding['severity'] | undefined,
): Finding {
  const { headline, ...words } = WORDS[problem.code] ?? {};
  const finding = { ...findingOf(problem, severity), ...words };
  if (headline === undefined) return finding;
  return {
    ...finding,
    headline:
      typeof headline === 'string' ? headline : headline(problem.context),
  };
}
