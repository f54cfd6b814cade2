import { useState } from 'react';
import {
  Button,
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
} from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { RiMore2Line } from '@remixicon/react';
import { GraphSummary } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
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
  const [dialog, setDialog] = useState<GraphDialogName>();
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
          onPress={() => setDialog('stop')}
        >
          Stop
        </Button>
      )}
      <MenuTrigger>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiMore2Line />}
          aria-label={`More actions for ${graph.title}`}
        />
        <Menu>
          <MenuItem href={`${entityLink(graph.entityRef)}/use-it`}>
            Use it
          </MenuItem>
          <MenuItem
            isDisabled={isClusterRemoved}
            onAction={() => setDialog('edit')}
          >
            Edit
          </MenuItem>
          <MenuItem
            color="danger"
            className={styles.readable}
            onAction={() => setDialog('delete')}
          >
            {isClusterRemoved ? 'Forget' : 'Delete'}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <GraphDialogs
        open={dialog}
        graph={graph}
        actions={actions}
        onChanged={onChanged}
        onClose={() => setDialog(undefined)}
      />
    </Flex>
  );
}
