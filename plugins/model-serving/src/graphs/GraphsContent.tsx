import { useMemo, useState } from 'react';
import { RiFlowChart } from '@remixicon/react';
import { Text } from '@backstage/ui';
import {
  DataTable,
  EmptyNotice,
  ListPage,
  PageButtons,
  TemplateButton,
  useDelayed,
  useListPages,
} from '../components';
import { useGraphs } from '../live';
import { graphColumns } from './graphColumns';

/** The list of graphs. */
export function GraphsContent() {
  const [typed, setTyped] = useState('');
  const search = useDelayed(typed);
  const pages = useListPages();
  const live = useGraphs({
    ...(search ? { search } : {}),
    ...(pages.cursor ? { cursor: pages.cursor } : {}),
  });
  const columns = useMemo(() => graphColumns(live.retry), [live.retry]);
  return (
    <ListPage
      live={live}
      what="The graphs"
      search={typed}
      onSearch={text => {
        setTyped(text);
        pages.reset();
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
      <PageButtons pages={pages} nextCursor={live.value?.pageInfo.nextCursor} />
    </ListPage>
  );
}
