import { canaryPercentOf } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentName,
  ComponentSplit,
  DeploymentTraffic,
  RevisionShare,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { TrafficTotals } from '../../rollout';
import type { ObservedDeployment, StoredResource } from '../../store/types';
import { quantile } from '../../store';

/** What a revision of a split answered; undefined: it is in none that this backend watches. */
export type SplitTraffic = (
  cluster: string,
  key: string,
) => (TrafficTotals & { readonly since: number }) | undefined;

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
      const stable = own.find(
        ({ percent, isCanary }) => percent > 0 && !isCanary,
      );
      const canary = own.find(({ isCanary }) => isCanary);
      if (!stable || !canary) return [];
      return splitOf(component, { stable, canary }, stored, traffic);
    }),
  };
}

function splitOf(
  component: ComponentName,
  { stable, canary }: { readonly stable: Seen; readonly canary: Seen },
  { ref, object, observed }: StoredResource<'InferenceService'>,
  traffic: SplitTraffic,
): ComponentSplit {
  const sides = [stable, canary].map(side => ({
    side,
    totals: traffic(ref.cluster, `${ref.namespace}/${side.name}`),
  }));
  const all = sides.reduce(
    (sum, { totals }) => sum + (totals?.requests ?? 0),
    0,
  );
  const [{ totals: measured }] = sides;
  const guard = observed?.rollouts?.[component]?.guard;
  return {
    component,
    ...(measured ? { since: new Date(measured.since).toISOString() } : {}),
    percent: canaryPercentOf(object, component) ?? canary.percent,
    ...(guard ? { guard } : {}),
    revisions: sides.map(({ side, totals }) => ({
      name: side.name,
      isCanary: side.isCanary === true,
      percent: side.percent,
      ...measuredShare(totals, all),
    })),
  };
}

function measuredShare(
  totals: TrafficTotals | undefined,
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
