import type { EventObject } from './EventBook';

/** What Knative's Deployment of a revision has more in its name. */
const KNATIVE = '-deployment';

/**
 * Whether an object belongs to one of some routers of graphs: its Deployment (Knative: its revision), or a ReplicaSet or pod
 * of that. Their names begin with that of the graph, as those of services may that have nothing to do with it.
 *
 * @param routers - Deployments or Knative revisions by name: `flow`, `flow-00001`
 */
export function ofRouters(
  routers: readonly string[],
): (object: EventObject) => boolean {
  return ({ kind, name }) =>
    routers.some(router => {
      if (name === router) return true;
      if (!name.startsWith(`${router}-`)) return false;
      const rest = name.slice(router.length).replace(KNATIVE, '');
      if (kind === 'Pod') return /^-[a-z0-9]+-[a-z0-9]{5}$/.test(rest);
      return kind === 'ReplicaSet' ? /^-[a-z0-9]+$/.test(rest) : rest === '';
    });
}
