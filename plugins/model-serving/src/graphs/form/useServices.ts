import { useDeployments } from '../../live';
import { SelectOption } from '../../inputs';

/** The backend's largest page. */
const MAX_SERVICES = 200;

/** The deployments of the project, with their state, to choose from. */
export function useServices(
  namespace: string,
  cluster: string | undefined,
): { readonly options?: readonly SelectOption[]; readonly error?: Error } {
  const { value, error } = useDeployments(
    namespace
      ? {
          namespaces: [namespace],
          ...(cluster && { clusters: [cluster] }),
          orderBy: { field: 'name', order: 'asc' },
          limit: MAX_SERVICES,
        }
      : undefined,
  );
  return {
    options: value?.items.map(({ ref, title, state }) => ({
      id: ref.name,
      label: `${title} (${ref.name}), ${state.word}`,
    })),
    error: value ? undefined : error,
  };
}
