import {
  isStopped,
  routerFindings,
  uncapitalized,
  validateInferenceGraph,
  type Condition,
  type FieldMessage,
  type Finding,
  type GraphState,
  type InferenceGraph,
  type RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CompiledGraph } from './compileGraph';
import { failedBy, graphState } from './graphState';
import { managedGraphRules } from './managedGraphRules';
import { protocolWarnings } from './protocolWarnings';
import {
  problemsOfServices,
  servicesState,
  unusableServices,
  type ServiceFacts,
} from './serviceProblems';

/** KServe tries again later and later, up to this, when a service was not ready at its last look (controller-runtime). */
const SILENT_MS = 20 * 60_000;

/** What is known of a graph on a cluster whose KServe runs it. */
export interface ManagedGraph {
  /** As the cluster has it, with KServe's status. */
  readonly object: InferenceGraph;
  /** Of its namespace, by name; undefined: there is none. */
  readonly services: (name: string) => ServiceFacts | undefined;
  /** What runs of its router. */
  readonly router: readonly RevisionFacts[];
  /** Why our gateway does not run it. */
  readonly reason: string;
  /** Somebody asked for its deletion. */
  readonly isDeleting: boolean;
  /** Why what is known may be out of date, and since when (ISO 8601). */
  readonly unseen?: { readonly message: string; readonly since: string };
  /** ms since epoch */
  readonly createdAt: number;
  /** ms since epoch */
  readonly now: number;
}

/**
 * A graph that KServe's router runs, in the words of all graphs.
 *
 * KServe says little: nothing at all until each service was ready once, also where one does not exist; then Ready, which it
 * does not take back when a service goes, nor when its router does. What it says of Ready counts; what its services and the
 * pods of its router do is looked at beside it. `observedGeneration` is that of the router's Deployment, and compares with nothing.
 * Source: gateway-and-graphs §4.1.
 */
export function readManagedGraph(graph: ManagedGraph): CompiledGraph {
  const { object, services, reason, router, now } = graph;
  // KServe has let it in: what our rules hold against it is to know, and keeps nothing from running
  const checked = validateInferenceGraph({ graph: object, profile: 'kserve' });
  const problems = unusableServices(object, services);
  const serviceProblems = problemsOfServices(object, services);
  const findings = isStopped(object) ? [] : routerFindings(router, now);
  return {
    profile: 'kserve',
    state: stateOf(graph, problems, serviceProblems, findings),
    findings,
    problems,
    warnings: [
      ...checked.errors,
      ...managedGraphRules(object, reason),
      ...checked.warnings,
      ...protocolWarnings(object, name => services(name)?.protocol),
    ],
    serviceProblems,
  };
}

function stateOf(
  graph: ManagedGraph,
  problems: readonly FieldMessage[],
  serviceProblems: ReadonlyMap<string, string>,
  findings: readonly Finding[],
): GraphState {
  const { object, services, unseen, isDeleting, createdAt, now } = graph;
  if (unseen)
    return graphState(
      'unknown',
      `The cluster cannot be observed since ${unseen.since}: ${unseen.message}`,
    );
  if (isDeleting)
    return graphState('deleting', 'KServe takes its router away.');
  const { ready, stopped } = toldOf(object);
  if (isStopped(object))
    return stopped?.status === 'True'
      ? graphState('stopped', 'Stopped by its owner: its router is gone.')
      : graphState('stopping', 'KServe takes its router away.');
  if (problems.length > 0) return failedBy(problems);
  const broken = findings.find(({ severity }) => severity === 'error');
  if (broken)
    return graphState(
      'failed',
      `Its router does not answer: ${uncapitalized(
        broken.headline,
      )}. ${whatKServeSays(ready)}`,
    );
  // It was stopped, and KServe has not looked again
  const isOld = stopped?.status === 'True';
  if (ready && ready.status !== 'True' && !isOld)
    return graphState(
      ready.status === 'False' ? 'failed' : 'starting',
      `KServe says of its router: ${wordsOf(ready)}`,
    );
  const byServices = servicesState(
    serviceProblems,
    services,
    readyInWords(findings),
  );
  const { ready: answering, wanted } = replicasOf(graph.router);
  if (byServices.code === 'ready' && ready && answering === 0 && wanted > 0)
    return graphState(
      'starting',
      `Its router starts: none of its replicas answers yet (wanted: ${wanted}). ${whatKServeSays(
        ready,
      )}`,
    );
  if (byServices.code !== 'ready') return byServices;
  if (ready && !isOld)
    return findings.length > 0 ? { ...byServices, tone: 'amber' } : byServices;
  return now - createdAt < SILENT_MS || isOld
    ? graphState('starting', 'Its services answer; KServe makes its router.')
    : graphState(
        'unknown',
        'Nothing acts on it: its services answer, and KServe has said nothing of it yet. Ask who runs the cluster.',
      );
}

function readyInWords([first]: readonly Finding[]): string {
  return first
    ? `Its router answers, and all of its services do; of one of its replicas: ${uncapitalized(
        first.headline,
      )}`
    : 'KServe says that its router is ready; all of its services answer.';
}

/** Beside what is so. */
function whatKServeSays(ready: Condition | undefined): string {
  if (!ready) return 'KServe says nothing of it.';
  return ready.status === 'True'
    ? 'KServe says that it is ready.'
    : `KServe says: ${wordsOf(ready)}.`;
}

/** Of a Knative router that has scaled to nothing none is wanted: the next request starts one. */
function replicasOf(router: readonly RevisionFacts[]): {
  readonly ready: number;
  readonly wanted: number;
} {
  return {
    ready: router
      .flatMap(({ replicas }) => replicas)
      .filter(({ state }) => state === 'ready').length,
    wanted: router.reduce((sum, { desired }) => sum + desired, 0),
  };
}

function toldOf({ status }: InferenceGraph): {
  readonly ready?: Condition;
  readonly stopped?: Condition;
} {
  const told = (wanted: string) =>
    status?.conditions?.findLast(({ type }) => type === wanted);
  return { ready: told('Ready'), stopped: told('Stopped') };
}

function wordsOf({ status, reason, message }: Condition): string {
  const words = [reason, message].filter(Boolean).join(', ');
  return words || `Ready is ${status}`;
}
