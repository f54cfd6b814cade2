import { useEffect, useMemo, useState } from 'react';
import { useDeployments } from '../../live';

/** A pause in typing after which it is worth asking. */
const DELAY_MS = 300;
/** The backend's largest page; more deployments with one stem than this are not looked at, the backend refuses anyway. */
const MAX_NAMES = 200;

/** Names of deployments in a namespace that begin like the given one. */
export function useTakenNames(
  namespace: string,
  name: string,
): ReadonlySet<string> {
  const stem = name.replace(/-\d*$/, '');
  const [asked, setAsked] = useState(stem);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(stem), DELAY_MS);
    return () => clearTimeout(timer);
  }, [stem]);
  const { value } = useDeployments({
    namespaces: namespace ? [namespace] : [],
    search: asked || undefined,
    limit: MAX_NAMES,
  });
  return useMemo(
    () =>
      new Set(
        (value?.items ?? [])
          .filter(({ ref }) => ref.namespace === namespace)
          .map(({ ref }) => ref.name),
      ),
    [value, namespace],
  );
}
