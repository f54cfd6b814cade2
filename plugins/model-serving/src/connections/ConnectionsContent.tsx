import { useMemo, useState } from 'react';
import {
  ConnectionView,
  entityRefOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable, EmptyNotice, ListPage, useListDialog } from '../components';
import { BrowseDialog, clusterNamed } from '../inputs';
import { useClusters, useConnections } from '../live';
import { connectionColumns } from './connectionColumns';
import { ConnectionAct } from './ConnectionRowActions';
import { CreateConnectionMenu } from './CreateConnectionMenu';
import { DeleteConnectionDialog } from './DeleteConnectionDialog';
import { EditConnectionDialog } from './EditConnectionDialog';
import { ImportConnectionDialog } from './ImportConnectionDialog';
import { RotateConnectionDialog } from './RotateConnectionDialog';
import { SecretDialog } from './SecretDialog';
import { ShareConnectionDialog } from './ShareConnectionDialog';
import { TestConnectionDialog } from './TestConnectionDialog';

type OpenDialog = {
  readonly act: ConnectionAct;
  readonly connection: ConnectionView;
};

/** The list of connections: what they are, whether they work, who uses them. */
export function ConnectionsContent() {
  const [search, setSearch] = useState('');
  const live = useConnections({});
  const clusters = useClusters().value;
  const {
    dialog,
    open,
    close: closeDialog,
  } = useListDialog<OpenDialog | 'import'>();
  const rows = useMemo(
    () => live.value?.items.filter(item => matches(item, search)),
    [live.value, search],
  );
  const columns = useMemo(
    () =>
      connectionColumns({
        onOpen: (act, connection, menu) => open({ act, connection }, menu),
        entityRefOf: ref =>
          entityRefOf({
            kind: 'InferenceService',
            ...ref,
            isDefaultCluster:
              clusterNamed(clusters, ref.cluster)?.isDefault ?? true,
          }),
      }),
    [clusters, open],
  );
  const close = () => {
    closeDialog();
    live.retry();
  };
  return (
    <>
      <ListPage
        live={live}
        what="The connections"
        search={search}
        onSearch={setSearch}
        actions={<CreateConnectionMenu onImport={() => open('import')} />}
      >
        <DataTable
          label="Connections"
          keepsLastInView
          columns={columns}
          rows={rows}
          getId={({ ref }) => `${ref.cluster}/${ref.namespace}/${ref.name}`}
          empty={
            search ? (
              <EmptyNotice
                title="No connection matches"
                description="There are connections, but none with this name, project or description."
              />
            ) : (
              <EmptyNotice
                title="No connections yet"
                description="A connection names a bucket, a registry or an address with its keys, so that deployments can fetch models from it. Choose “Create connection” to make the first one."
              />
            )
          }
        />
      </ListPage>
      {dialog === 'import' && <ImportConnectionDialog onClose={close} />}
      {dialog && dialog !== 'import' && (
        <ConnectionDialog {...dialog} onClose={close} />
      )}
    </>
  );
}

function ConnectionDialog(props: OpenDialog & { onClose: () => void }) {
  const { act, connection, onClose } = props;
  const shared = { connection, onClose };
  switch (act) {
    case 'test':
      return <TestConnectionDialog {...shared} />;
    case 'browse':
      return (
        <BrowseDialog connection={connection.ref} start="" onClose={onClose} />
      );
    case 'edit':
      return <EditConnectionDialog {...shared} />;
    case 'rotate':
      return <RotateConnectionDialog {...shared} />;
    case 'share':
      return <ShareConnectionDialog {...shared} />;
    case 'secret':
      return <SecretDialog {...shared} />;
    default:
      return <DeleteConnectionDialog {...shared} />;
  }
}

function matches(connection: ConnectionView, search: string): boolean {
  const { title, ref, description = '' } = connection;
  const wanted = search.trim().toLocaleLowerCase();
  return [title, ref.name, ref.namespace, description].some(text =>
    text.toLocaleLowerCase().includes(wanted),
  );
}
