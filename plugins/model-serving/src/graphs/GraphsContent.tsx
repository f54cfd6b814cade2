import { useMemo, useState } from 'react';
import { RiFlowChart } from '@remixicon/react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  DataTable,
  EmptyNotice,
  ListPage,
  TemplateButton,
  useDelayed,
} from '../components';
import { useGraphs } from '../live';
import { graphColumns } from './graphColumns';

/** The list of graphs. */
export function GraphsContent() {
  const [typed, setTyped] = useState('');
  const search = useDelayed(typed);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const live = useGraphs({
    ...(search ? { search } : {}),
    ...(cursor ? { cursor } : {}),
  });
  const columns = useMemo(() => graphColumns(live.retry), [live.retry]);
  const nextCursor = live.value?.pageInfo.nextCursor;
  return (
    <ListPage
      live={live}
      what="The graphs"
      search={typed}
      onSearch={text => {
        setTyped(text);
        setCursors([]);
      }}
      actions={
        <TemplateButton template="deploy-graph" icon={<RiFlowChart />}>
          Create graph
        </TemplateButton>
      }
    >
      <DataTable
        label="Graphs"
        keepsLastInView
        columns={columns}
        rows={live.value?.items}
        getId={({ uid }) => uid}
        empty={
          search ? (
            <EmptyNotice
              title="No graph matches"
              description="There may be graphs, but none with this name, or you may not see it."
            />
          ) : (
            <EmptyNotice
              title="No graphs yet"
              description="A graph puts several deployed models behind one address: one after another, by condition, all at once, or by share."
              action={<Text>Choose “Create graph” to make the first one.</Text>}
            />
          )
        }
      />
      {(cursors.length > 0 || nextCursor) && (
        <Flex gap="2">
          <Button
            variant="secondary"
            size="small"
            isDisabled={cursors.length === 0}
            onPress={() => setCursors(cursors.slice(0, -1))}
          >
            Previous page
          </Button>
          <Button
            variant="secondary"
            size="small"
            isDisabled={!nextCursor}
            onPress={() => nextCursor && setCursors([...cursors, nextCursor])}
          >
            Next page
          </Button>
        </Flex>
      )}
    </ListPage>
  );
}
