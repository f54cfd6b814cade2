import { LiveBranch, LiveRevision } from '../types';

/**
 * The revision for this request by its key, where the branch keeps requests on their side, else by the weights of the branch;
 * undefined if all weights are 0. Headers: names and values in turn.
 */
export function chooseTarget(
  branch: LiveBranch,
  headers: readonly string[],
): LiveRevision | undefined {
  const { sticky, split, targets } = branch;
  const kept = sticky ? sticky.choose(headers) : -1;
  const index = kept >= 0 ? kept : split.next();
  return index < 0 ? undefined : targets[index];
}
