import {
  canaryPercentOf,
  namedCanariesOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentName,
  ComponentSplit,
  DeploymentTraffic,
  GradualRollout,
  GuardTrip,
  NamedCanary,
  RevisionShare,
  RolloutProgress,
} from '@greenroom/backstage-plugin-model-serving-common';
import { endOf, isServing } from '../../rollout';
import type { SinceTotals } from '../../rollout';
import type { ObservedDeployment, StoredResource } from '../../store/types';
import { quantile } from '../../latency';

/** What a revision answered, by its key; undefined: nothing is known of a split that it is in. */
type SplitTraffic = (key: string) => SinceTotals | undefined;

type Seen = ObservedDeployment['revisions'][number];

/** How the traffic of a deployment is split, as configured and as counted. */
export function deploymentTraffic(
  stored: StoredResource<'InferenceService'>,
  traffic: SplitTraffic,
): DeploymentTraffic {
  const seen = stored.observed?.revisions ?? [];
  const names = new Set(seen.map(({ component = 'predictor' }) => component));
  return {
    items: [...names].flatMap(component => {
      const own = seen.filter(
        ({ component: of = 'predictor' }) => of === component,
      );
      const stable = own.find(isServing);
      const canaries = own.filter(({ isCanary }) => isCanary);
      if (!stable || canaries.length === 0) return [];
      return splitOf(component, { stable, canaries }, stored, traffic);
    }),
  };
}

function splitOf(
  component: ComponentName,
  {
    stable,
    canaries,
  }: { readonly stable: Seen; readonly canaries: readonly Seen[] },
  { ref, object, observed }: StoredResource<'InferenceService'>,
  traffic: SplitTraffic,
): ComponentSplit {
  const sides = [stable, ...canaries].map(side => ({
    side,
    totals: traffic(`${ref.namespace}/${side.name}`),
  }));
  const all = sides.reduce(
    (sum, { totals }) => sum + (totals?.requests ?? 0),
    0,
  );
  const [{ totals: measured }] = sides;
  const { guard, guards = [], gradual } = observed?.rollouts?.[component] ?? {};
  const named = component === 'predictor' ? namedCanariesOf(object) : [];
  return {
    component,
    ...(measured ? { since: new Date(measured.since).toISOString() } : {}),
    percent:
      named.length > 0
        ? named.reduce((sum, { percent }) => sum + percent, 0)
        : canaryPercentOf(object, component) ?? canaries[0].percent,
    ...(guard ? { guard } : {}),
    ...(gradual ? { rollout: progressOf(gradual) } : {}),
    revisions: sides.map(({ side, totals }) => ({
      name: side.name,
      isCanary: side.isCanary === true,
      percent: side.percent,
      ...(side.canary ? { canary: side.canary } : {}),
      ...askedOf(side, named, guards),
      ...measuredShare(totals, all),
    })),
  };
}

function progressOf(gradual: GradualRollout): RolloutProgress {
  const { startedAt, stepPercent, stepMs } = gradual;
  const end = endOf(gradual);
  return {
    startedAt,
    ...(end === undefined ? {} : { endsAt: new Date(end).toISOString() }),
    ...(stepPercent === undefined ? {} : { stepPercent }),
    ...(stepMs === undefined ? {} : { stepMs }),
  };
}

/** What the spec asks for a canary that it names, and why it has not got it. */
function askedOf(
  { name, canary }: Seen,
  named: readonly NamedCanary[],
  guards: readonly GuardTrip[],
): Pick<RevisionShare, 'askedPercent' | 'guard'> {
  const entry = named.find(known => known.name === canary);
  const guard = guards.find(({ revision }) => revision === name);
  return {
    ...(entry ? { askedPercent: entry.percent } : {}),
    ...(guard ? { guard } : {}),
  };
}

function measuredShare(
  totals: SinceTotals | undefined,
  all: number,
): Partial<RevisionShare> {
  if (!totals) return {};
  const { requests, failed, latency } = totals;
  const p95Ms = quantile(latency, 0.95);
  return {
    requests,
    ...(all > 0 ? { observedPercent: (100 * requests) / all } : {}),
    ...(requests > 0 ? { errorRatio: failed / requests } : {}),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}
