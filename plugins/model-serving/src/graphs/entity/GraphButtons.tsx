import { useState } from 'react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiEditLine,
  RiPlayLine,
  RiStopLine,
} from '@remixicon/react';
import {
  graphDeletePermission,
  GraphDetail,
  graphUpdatePermission,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../../components/components.module.css';
import { GraphDialogName, GraphDialogs, useGraphActions } from '../actions';
import { graphResourceRef } from '../graphResourceRef';

/** Start or Stop, Edit, Delete. What one may not do is disabled, and the reason stands below. */
export function GraphButtons(props: {
  graph: GraphDetail;
  onChanged: () => void;
}) {
  const { graph, onChanged } = props;
  const { isClusterRemoved } = graph;
  const actions = useGraphActions(onChanged);
  const [dialog, setDialog] = useState<GraphDialogName>();
  const [starting, setStarting] = useState(false);
  const resourceRef = graphResourceRef(graph.ref);
  const update = usePermission({
    permission: graphUpdatePermission,
    resourceRef,
  });
  const remove = usePermission({
    permission: graphDeletePermission,
    resourceRef,
  });
  // While it is being asked nothing counts as refused, since the backend decides anyway
  const mayUpdate = update.loading || update.allowed;
  const mayRemove = remove.loading || remove.allowed;
  const refused = [
    ...(mayUpdate ? [] : ['start, stop or edit']),
    ...(mayRemove ? [] : ['delete']),
  ];
  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" className={styles.readable} style={{ flexWrap: 'wrap' }}>
        {graph.isStopped ? (
          <Button
            variant="primary"
            iconStart={<RiPlayLine />}
            isDisabled={!mayUpdate || isClusterRemoved}
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
            variant="secondary"
            iconStart={<RiStopLine />}
            isDisabled={!mayUpdate || isClusterRemoved}
            onPress={() => setDialog('stop')}
          >
            Stop
          </Button>
        )}
        <Button
          variant="secondary"
          iconStart={<RiEditLine />}
          isDisabled={!mayUpdate || isClusterRemoved}
          onPress={() => setDialog('edit')}
        >
          Edit
        </Button>
        <Button
          variant="secondary"
          destructive
          iconStart={<RiDeleteBinLine />}
          isDisabled={!mayRemove}
          onPress={() => setDialog('delete')}
        >
          {isClusterRemoved ? 'Forget' : 'Delete'}
        </Button>
      </Flex>
      {refused.length > 0 && (
        <Text variant="body-small" color="secondary">
          You may not {refused.join(' or ')} this graph. Its owner
          {graph.owner ? ` (${graph.owner})` : ''} or the platform team can.
        </Text>
      )}
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
