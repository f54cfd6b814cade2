import { useMemo, useState } from 'react';
import { Container, Flex, SearchField } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { ConnectionView } from '@greenroom/backstage-plugin-model-serving-common';
import {
  DataTable,
  EmptyNotice,
  Problem,
  StaleNotice,
  TemplateButton,
} from '../components';
import { useConnections } from '../live';
import { connectionColumns } from './connectionColumns';
import { DeleteConnectionDialog } from './DeleteConnectionDialog';
import { TestConnectionDialog } from './TestConnectionDialog';

type OpenDialog = {
  readonly name: 'test' | 'delete';
  readonly connection: ConnectionView;
};

/** The list of connections: what they are, whether they work, who uses them. */
export function ConnectionsContent() {
  const [search, setSearch] = useState('');
  const live = useConnections({});
  const [dialog, setDialog] = useState<OpenDialog>();
  const rows = useMemo(
    () => live.value?.items.filter(item => matches(item, search)),
    [live.value, search],
  );
  const columns = useMemo(
    () =>
      connectionColumns({
        onTest: connection => setDialog({ name: 'test', connection }),
        onDelete: connection => setDialog({ name: 'delete', connection }),
      }),
    [],
  );
  const close = () => {
    setDialog(undefined);
    live.retry();
  };
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <Flex
          justify="between"
          align="end"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <SearchField
            label="Search"
            size="small"
            style={{ maxWidth: '24rem' }}
            value={search}
            onChange={setSearch}
          />
          <TemplateButton template="create-s3-connection" icon={<RiAddLine />}>
            Create connection
          </TemplateButton>
        </Flex>
        <StaleNotice live={live} />
        {live.error && !live.value ? (
          <Problem
            title="The connections could not be loaded"
            error={live.error}
            onRetry={live.retry}
          />
        ) : (
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
                  description="A connection names a bucket and its keys, so that deployments can fetch models from it. Choose “Create connection” to make the first one."
                />
              )
            }
          />
        )}
      </Flex>
      {dialog?.name === 'test' && (
        <TestConnectionDialog connection={dialog.connection} onClose={close} />
      )}
      {dialog?.name === 'delete' && (
        <DeleteConnectionDialog
          connection={dialog.connection}
          onClose={close}
        />
      )}
    </Container>
  );
}

function matches(connection: ConnectionView, search: string): boolean {
  const { title, ref, description = '' } = connection;
  const wanted = search.trim().toLocaleLowerCase();
  return [title, ref.name, ref.namespace, description].some(text =>
    text.toLocaleLowerCase().includes(wanted),
  );
}
