import { useMemo, useState } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { DataTable, EmptyNotice, ListPage } from '../components';
import { useLiveClusters } from '../live';
import { clusterRouteRef } from '../routes';
import { clusterColumns } from './clusterColumns';

/** The list of clusters. */
export function ClustersContent() {
  const [search, setSearch] = useState('');
  const live = useLiveClusters();
  const link = useRouteRef(clusterRouteRef);
  const columns = useMemo(
    () => clusterColumns(cluster => link?.({ cluster }) ?? ''),
    [link],
  );
  const wanted = search.trim().toLocaleLowerCase();
  return (
    <ListPage
      live={live}
      what="The clusters"
      search={search}
      onSearch={setSearch}
    >
      <DataTable
        label="Clusters"
        columns={columns}
        rows={live.value?.filter(({ name, title }) =>
          `${name} ${title}`.toLocaleLowerCase().includes(wanted),
        )}
        getId={({ name }) => name}
        empty={
          wanted ? (
            <EmptyNotice
              title="No cluster matches"
              description="None of the configured clusters has this name."
            />
          ) : (
            <EmptyNotice
              title="No clusters yet"
              description="A cluster is where models run: this machine, or Kubernetes. Whoever runs the portal adds them under modelServing.clusters."
            />
          )
        }
      />
    </ListPage>
  );
}
