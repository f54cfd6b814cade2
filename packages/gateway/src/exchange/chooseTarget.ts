import { LiveBranch, LiveRevision } from './types';

/** The revision for this request by the weights of the branch, or undefined if all weights are 0. */
export function chooseTarget(branch: LiveBranch): LiveRevision | undefined {
  const index = branch.split.next();
  return index < 0 ? undefined : branch.targets[index];
}
