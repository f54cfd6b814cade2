import { ReplicaEvent, ReplicaState } from './state';

/**
 * Whether the control plane looks at a revision for what happened to a replica. What a replica uses is read by whoever
 * asks, only what follows from it is news; the process and the port of one that starts are told with its readiness, which
 * a look in between would only hold up.
 */
export function isNews(
  before: Pick<ReplicaState, 'phase'>,
  { type }: Pick<ReplicaEvent, 'type'>,
): boolean {
  if (type === 'usage' || type === 'spawned') return false;
  return type !== 'listening' || before.phase !== 'starting';
}
