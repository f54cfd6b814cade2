import { useEffect, useMemo, useState } from 'react';
import { useConnections, useDeployments, useGraphs } from '../live';
import { NamedKind } from './types';

/** A pause in typing after which it is worth asking. */
const DELAY_MS = 300;
/** The backend's largest page; more deployments with one stem than this are not looked at, the backend refuses anyway. */
const MAX_NAMES = 200;

/** Names in a namespace (of all clusters, or one) that a new one of the kind may not have; of deployments those that begin like the given one. */
export function useTakenNames(
  kind: NamedKind,
  {
    cluster,
    namespace,
  }: { readonly cluster?: string; readonly namespace: string },
  name: string,
): ReadonlySet<string> {
  const stem = name.replace(/-\d*$/, '');
  const [asked, setAsked] = useState(stem);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(stem), DELAY_MS);
    return () => clearTimeout(timer);
  }, [stem]);
  const deployments = useDeployments(
    kind === 'deployment'
      ? {
          namespaces: namespace ? [namespace] : [],
          search: asked || undefined,
          limit: MAX_NAMES,
        }
      : undefined,
  ).value;
  const connections = useConnections(
    kind === 'connection' && namespace ? { namespace } : undefined,
  ).value;
  const graphs = useGraphs(
    kind === 'graph' && namespace
      ? {
          namespaces: [namespace],
          ...(asked && { search: asked }),
          limit: MAX_NAMES,
        }
      : undefined,
  ).value;
  return useMemo(
    () =>
      new Set(
        (deployments ?? connections ?? graphs)?.items
          .map(({ ref }) => ref)
          .filter(
            ref =>
              ref.namespace === namespace &&
              (!cluster || ref.cluster === cluster),
          )
          .map(ref => ref.name),
      ),
    [deployments, connections, graphs, cluster, namespace],
  );
}
