import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { SnapshotContent } from '../../routing';
import { DeploymentPlan, PlanWorld } from '../types';
import { planWorld, replica, revision, revisionFacts } from './planWorld';

/** A change of the fixture's world. */
export type WorldChange = Parameters<typeof planWorld>[0];

/** A plan as lines that read like the plan. */
export function inWords(plan: DeploymentPlan): string[] {
  return plan.steps.map(step => {
    switch (step.kind) {
      case 'add-revision':
        return `add ${step.revision.number}`;
      case 'forget-revision':
        return `forget ${step.revision.number}`;
      case 'apply':
        return `apply ${step.revision.number} x${step.replicas}`;
      case 'remove':
        return `remove ${Number(step.key.slice(-5))}`;
      case 'drained':
        return `drained ${Number(step.key.slice(-5))}/${step.replica}`;
      case 'route': {
        const destination = step.intent?.destination;
        if (!destination) return 'no route';
        if (destination.kind === 'stopped') return 'route stopped';
        return `route ${destination.targets
          .map(t => Number(t.revision.slice(-5)))
          .join(',')}`;
      }
      default:
        return step.kind;
    }
  });
}

/** What a gateway confirmed: by revision number, the replicas that it knows. */
export function confirmed(
  ...replicas: [number, string[]][]
): PlanWorld['gateways'] {
  const revisions: Record<
    string,
    { replicas: { id: string; host: string; port: number }[] }
  > = {};
  for (const [number, ids] of replicas) {
    revisions[revision(number).spec.key] = {
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
