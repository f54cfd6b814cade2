import type {
  ComponentName,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentTraffic,
  RouteIntent,
  SnapshotContent,
} from '../../routing';
import { serviceOfRevisionKey } from '../revisionName';
import { DeploymentPlan, PlanWorld } from '../types';
import { replica, revision, revisionFacts } from './planWorld';

/** A plan as lines that read like the plan: revisions by number, those of other components than the predictor by name. */
export function inWords(plan: DeploymentPlan): string[] {
  return plan.steps.map(step => {
    switch (step.kind) {
      case 'add-revision':
        return `add ${short(step.revision.spec.key)}`;
      case 'forget-revision':
        return `forget ${short(step.revision.spec.key)}`;
      case 'apply':
        return `apply ${short(step.revision.spec.key)} x${step.replicas}`;
      case 'remove':
        return `remove ${short(step.key)}`;
      case 'drained':
        return `drained ${short(step.key)}/${step.replica}`;
      case 'route':
        return routeInWords(step.intent);
      default:
        return step.kind;
    }
  });
}

function routeInWords(intent: RouteIntent | undefined): string {
  if (!intent) return 'no route';
  const { destination, explain, internal = [] } = intent;
  return [
    destination.kind === 'revisions'
      ? `route ${targetsInWords(destination)}`
      : `route ${destination.kind}`,
    ...(explain ? [`explain ${targetsInWords(explain)}`] : []),
    ...internal.map(
      traffic => `internal ${traffic.component} ${targetsInWords(traffic)}`,
    ),
  ].join(', ');
}

function targetsInWords({ targets }: Pick<ComponentTraffic, 'targets'>) {
  return targets
    .map(({ revision: key, weight }) =>
      weight === 100 ? short(key) : `${short(key)}:${weight}`,
    )
    .join(',');
}

/** `2` of the predictor's second revision, `transformer 2` of the transformer's. */
function short(key: string): string {
  const { component } = serviceOfRevisionKey(key)!;
  const number = `${Number(key.slice(-5))}`;
  return component === 'predictor' ? number : `${component} ${number}`;
}

/** What a gateway confirmed: by revision number (and component), the replicas that it knows. */
export function confirmed(
  ...replicas: [number, string[], ComponentName?][]
): PlanWorld['gateways'] {
  const revisions: Record<
    string,
    { replicas: { id: string; host: string; port: number }[] }
  > = {};
  for (const [number, ids, component] of replicas) {
    revisions[revision(number, 'wanted', component).spec.key] = {
      replicas: ids.map(id => ({ id, host: 'h', port: 1 })),
    };
  }
  const content: SnapshotContent = { routes: [], revisions };
  return { confirmed: [content], pending: [] };
}

/** Facts by key. */
export const facts = (...entries: RevisionFacts[]) =>
  new Map(entries.map(entry => [entry.key, entry]));
/** A revision whose replicas are ready. */
export const up = (number: number, ...ids: string[]) =>
  revisionFacts(number, { replicas: ids.map(id => replica(id, 'ready')) });
/** A revision whose replica starts. */
export const starting = (number: number) =>
  revisionFacts(number, { replicas: [replica('s', 'starting')] });
