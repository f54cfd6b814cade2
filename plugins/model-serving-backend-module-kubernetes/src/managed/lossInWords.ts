import { KubeApiError } from '../client';
import { clusterRoleOf, roles } from '../rights';

/**
 * What people are told of a watch that broke off: of a right that was taken back, whom to ask for what.
 * @param resource - what was watched: its plural
 * @param namespace - undefined: in the whole cluster
 */
export function lossInWords(
  error: Error,
  resource: string,
  namespace: string | undefined,
): string {
  const { message } = error;
  if (!(error instanceof KubeApiError) || error.status !== 403) return message;
  const wanted = namespace
    ? `'${roles.kserveProject}' in the namespace '${namespace}'`
    : `'${clusterRoleOf(resource)}' in the whole cluster`;
  return `the portal's account may not see this on the cluster any more: ${message}. Ask who runs the cluster to bind the role ${wanted} (deploy/kustomize/portal-access-kserve)`;
}
