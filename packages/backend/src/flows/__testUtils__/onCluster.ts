import { hasKubernetes } from './kubectl';

/** `describe` of what needs a cluster. Without one it is counted as skipped, which CI takes for a failure. */
export const onCluster = hasKubernetes ? describe : describe.skip;
