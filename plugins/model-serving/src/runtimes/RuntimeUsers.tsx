import { Text } from '@backstage/ui';
import {
  ResourceRef,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, LiveView } from '../components';
import { useRuntime } from '../live';

type User = {
  readonly ref: ResourceRef;
  readonly title: string;
  readonly version?: string;
  readonly outdated: boolean;
};

const columns: readonly DataColumn<User>[] = [
  {
    id: 'name',
    label: 'Deployment',
    isRowHeader: true,
    cell: ({ title }) => title,
  },
  { id: 'project', label: 'Project', cell: ({ ref }) => ref.namespace },
  {
    id: 'version',
    label: 'Runtime version',
    cell: ({ version, outdated }) =>
      [version, outdated && 'not the current one'].filter(Boolean).join(', ') ||
      'Current',
  },
];

/** Who uses a runtime, as far as the user may see it. */
export function RuntimeUsers(props: { runtime: RuntimeView }) {
  const { cluster, namespace, name } = props.runtime;
  const live = useRuntime({ cluster, namespace, name });
  return (
    <LiveView live={live} what="who uses it">
      {({ users, usedBy }) => (
        <>
          <DataTable
            label="Deployments on this runtime"
            columns={columns}
            rows={users}
            getId={({ ref }) => `${ref.namespace}/${ref.name}`}
          />
          {users.length < usedBy && (
            <Text variant="body-small" color="secondary">
              {`${
                usedBy - users.length
              } more that you may not see, or that do not fit here`}
            </Text>
          )}
        </>
      )}
    </LiveView>
  );
}
