import { useEffect, useMemo, useRef, useState } from 'react';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  DeploymentPage,
  DeploymentQuery,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Live, useDeployments } from '../live';
import { DeploymentFilter } from './useDeploymentFilter';

const DEFAULT_PAGE_SIZE = 20;

/** The list a page at a time. */
export interface DeploymentPages {
  readonly live: Live<DeploymentPage>;
  /** What to show: while another page or filter loads, what was shown before. */
  readonly shown: DeploymentPage | undefined;
  readonly offset: number;
  readonly pageSize: number;
  setPageSize(size: number): void;
  next(): void;
  previous(): void;
}

/** Reads the page of a filter, and goes to and fro between pages by their cursors. */
export function useDeploymentPages(filter: DeploymentFilter): DeploymentPages {
  const owners = useOwners(filter.owner);
  const [pageSize, setPageSize] = useState(DEFAULT_PAGE_SIZE);
  const base = useMemo<DeploymentQuery>(
    () => ({
      limit: pageSize,
      search: filter.search || undefined,
      states: filter.states,
      clusters: filter.clusters,
      namespaces: filter.namespaces,
      runtimes: filter.runtimes,
      formats: filter.formats,
      orderBy: filter.orderBy,
      owners,
    }),
    [filter, owners, pageSize],
  );
  const key = JSON.stringify(base);
  // Cursors belong to the query that they came from; with another one the list begins anew.
  const [way, setWay] = useState({ key, cursors: [] as readonly string[] });
  const cursors = way.key === key ? way.cursors : [];
  const live = useDeployments({ ...base, cursor: cursors.at(-1) });

  const last = useRef<DeploymentPage>();
  useEffect(() => {
    last.current = live.value ?? last.current;
  }, [live.value]);
  const shown = live.value ?? (live.error ? undefined : last.current);

  return {
    live,
    shown,
    pageSize,
    setPageSize,
    offset: cursors.length * pageSize,
    next: () => {
      const cursor = live.value?.pageInfo.nextCursor;
      if (cursor) {
        setWay({ key, cursors: [...cursors, cursor] });
      }
    },
    previous: () => setWay({ key, cursors: cursors.slice(0, -1) }),
  };
}

/** Owners to ask for: the user and the groups for `mine`, the empty reference for `none`. */
function useOwners(owner: string): readonly string[] | undefined {
  const identityApi = useApi(identityApiRef);
  const [mine, setMine] = useState<readonly string[]>();
  useEffect(() => {
    let wanted = true;
    if (owner === 'mine') {
      identityApi.getBackstageIdentity().then(identity => {
        if (wanted) {
          setMine(identity.ownershipEntityRefs);
        }
      });
    }
    return () => {
      wanted = false;
    };
  }, [owner, identityApi]);
  return useMemo(() => {
    switch (owner) {
      case 'all':
        return undefined;
      case 'none':
        return [''];
      case 'mine':
        return mine;
      default:
        return [owner];
    }
  }, [owner, mine]);
}
