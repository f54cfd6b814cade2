import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { GraphSummary } from '@greenroom/backstage-plugin-model-serving-common';
import { RowMenu, useListDialog } from '../components';
import { GraphDialogName, GraphDialogs, useGraphActions } from './actions';

/** Start or Stop of a row, and the menu of the other actions. */
export function GraphRowActions(props: {
  graph: GraphSummary;
  onChanged: () => void;
}) {
  const { graph, onChanged } = props;
  const { isClusterRemoved } = graph;
  const actions = useGraphActions(onChanged);
  const entityLink = useEntityRefLink();
  const { dialog, open, close } = useListDialog<GraphDialogName>();
  const [starting, setStarting] = useState(false);
  return (
    <Flex gap="1" align="center">
      {graph.isStopped ? (
        <Button
          size="small"
          variant="secondary"
          isDisabled={isClusterRemoved}
          isPending={starting}
          onPress={async () => {
            setStarting(true);
            await actions.start(graph);
            setStarting(false);
          }}
        >
          Start
        </Button>
      ) : (
        <Button
          size="small"
          variant="secondary"
          isDisabled={isClusterRemoved}
          onPress={() => open('stop')}
        >
          Stop
        </Button>
      )}
      <RowMenu
        of={graph.title}
        entries={[
          { label: 'Use it', href: `${entityLink(graph.entityRef)}/use-it` },
          {
            label: 'Edit',
            isDisabled: isClusterRemoved,
            onAction: menu => open('edit', menu),
          },
          {
            label: isClusterRemoved ? 'Forget' : 'Delete',
            isDanger: true,
            onAction: menu => open('delete', menu),
          },
        ]}
      />
      <GraphDialogs
        open={dialog}
        graph={graph}
        actions={actions}
        onChanged={onChanged}
        onClose={close}
      />
    </Flex>
  );
}
