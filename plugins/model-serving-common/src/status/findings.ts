import { accessOf } from '../access';
import { uncapitalized } from '../format';
import { findingTable } from './findingTable';
import { Observation } from './observation';
import { findingOf, Problem } from './problems';
import { Finding } from './types';

/**
 * What people have to know, in table order. What goes wrong with a revision while another serves is one warning
 * (UpdateFailing) and does not compete; what goes wrong with some replicas of what serves is a warning too.
 */
export function findingsOf(
  observation: Observation,
  problems: readonly Problem[],
): Finding[] {
  const { world, hasReadyReplicas, serving, routeNotReady } = observation;
  const findings: Finding[] = [];
  const { unobservedSince } = observation;
  if (unobservedSince) {
    findings.push(
      findingOf({
        code: world.clusterProblem?.isRemoved
          ? 'ClusterRemoved'
          : 'ClusterUnreachable',
        since: unobservedSince,
        detail: world.clusterProblem?.message ?? 'no observation since',
        context: {},
      }),
    );
  }
  const ofUpdate = problems.filter(
    ({ revision }) =>
      hasReadyReplicas && (!revision || !serving.includes(revision)),
  );
  for (const problem of problems.filter(entry => !ofUpdate.includes(entry))) {
    findings.push(findingOf(problem, hasReadyReplicas ? 'warning' : undefined));
  }
  findings.push(...heldCanaries(observation));
  if (ofUpdate.length > 0) findings.push(updateFailing(ofUpdate, observation));
  if (routeNotReady) {
    findings.push(
      findingOf({
        code: 'RouteNotReady',
        since: world.route.problem?.since,
        detail: world.route.problem?.message,
        context: {},
      }),
    );
  }
  return [...findings, ...noticesOf(observation)].sort(byTable);
}

/** Canaries that the guard took out of the traffic. */
function heldCanaries({ world, stopRequested }: Observation): Finding[] {
  if (stopRequested) return [];
  return world.revisions.flatMap(revision => {
    const { component, name, canary, isCanary } = revision;
    const { guard, guards = [] } = world.rollouts?.[component] ?? {};
    const trip = [...guards, ...(guard ? [guard] : [])].find(
      held => held.revision === name,
    );
    if (!isCanary || !trip) return [];
    return [
      findingOf({
        code: 'CanaryHeld',
        component,
        revision,
        since: trip.at,
        context: { inner: trip.because, ...(canary ? { canary } : {}) },
      }),
    ];
  });
}

function updateFailing(
  problems: readonly Problem[],
  { serving, world }: Observation,
): Finding {
  const [first] = [...problems].sort(byTable);
  const inner = findingOf(first);
  const { component = 'predictor' } = first;
  const numbers = serving
    .filter(revision => revision.component === component && !revision.canary)
    .map(revision => revision.number);
  return {
    ...findingOf({
      ...first,
      code: 'UpdateFailing',
      since: first.since ?? new Date(world.now).toISOString(),
      context: {
        inner: uncapitalized(inner.headline),
        serving:
          numbers.length > 0
            ? `v${Math.max(...numbers)}`
            : 'the deployment without it',
      },
    }),
    action: `${inner.action} Or roll back to what serves.`,
    fixableBy: inner.fixableBy,
  };
}

function noticesOf({ world, stopRequested }: Observation): Finding[] {
  if (stopRequested) return [];
  const { service, route, hasAutoscaler, routeProfile } = world;
  const { minReplicas = 1, maxReplicas = 0 } = service.spec.predictor;
  const notices: Finding[] = (world.ceilings ?? []).flatMap(ceiling => {
    const revision = world.revisions.find(
      ({ key }) => key === ceiling.revision,
    );
    return revision
      ? [
          findingOf({
            code: 'AtMaxScale',
            component: ceiling.component,
            revision,
            since: ceiling.since,
            context: {
              component: ceiling.component,
              wantedReplicas: ceiling.wanted,
              maxReplicas: ceiling.max,
            },
          }),
        ]
      : [];
  });
  if (hasAutoscaler === false && maxReplicas > Math.max(1, minReplicas)) {
    notices.push(findingOf({ code: 'NoAutoscaler', context: {} }));
  }
  const access = accessOf(service, true, routeProfile);
  if (route.endpoints.some(isExternal) && access !== 'token') {
    notices.push(findingOf({ code: 'OpenRoute', context: {} }));
  }
  return notices;
}

function isExternal(endpoint: { readonly visibility: string }): boolean {
  return endpoint.visibility === 'external';
}

function byTable(a: Pick<Finding, 'code'>, b: Pick<Finding, 'code'>): number {
  return findingTable[a.code].order - findingTable[b.code].order;
}
