import { useState } from 'react';
import { Text, TextField } from '@backstage/ui';
import { GraphSummary } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog, RemovedClusterNotice } from '../../actions';
import styles from '../../components/components.module.css';
import { EditGraphDialog } from './EditGraphDialog';
import { GraphActions } from './useGraphActions';

/** What can be opened about a graph. */
export type GraphDialogName = 'stop' | 'edit' | 'delete';

/** The dialog asks for nothing but the name: its field gets the focus, as in any dialog with one field. */
const focusedFirst = { autoFocus: true } as const;

/** The dialog that is open, if any. */
export function GraphDialogs(props: {
  open: GraphDialogName | undefined;
  graph: GraphSummary;
  actions: GraphActions;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { open, graph, actions, onChanged, onClose } = props;
  switch (open) {
    case 'stop':
      return <StopDialog graph={graph} actions={actions} onClose={onClose} />;
    case 'edit':
      return (
        <EditGraphDialog graph={graph} onStored={onChanged} onClose={onClose} />
      );
    case 'delete':
      return <DeleteDialog graph={graph} actions={actions} onClose={onClose} />;
    default:
      return null;
  }
}

interface DialogProps {
  graph: GraphSummary;
  actions: GraphActions;
  onClose: () => void;
}

function StopDialog({ graph, actions, onClose }: DialogProps) {
  return (
    <ActionDialog
      title={`Stop ${graph.title}?`}
      action="Stop"
      destructive
      onAction={() => actions.stop(graph)}
      onClose={onClose}
    >
      <Text>
        Its address stops answering
        {graph.ungated ? ', for KServe takes its router away' : ''}. The
        services that it calls go on, and can still be called one by one.
      </Text>
      <Text>It is kept, and can be started again at any time.</Text>
    </ActionDialog>
  );
}

function DeleteDialog({ graph, actions, onClose }: DialogProps) {
  const [typed, setTyped] = useState('');
  const { name, cluster } = graph.ref;
  const verb = graph.isClusterRemoved ? 'Forget' : 'Delete';
  return (
    <ActionDialog
      title={`${verb} ${graph.title}?`}
      action={verb}
      destructive
      isDisabled={typed !== name}
      onAction={() => actions.remove(graph)}
      onClose={onClose}
    >
      {graph.isClusterRemoved && <RemovedClusterNotice cluster={cluster} />}
      <Text>This goes and cannot be brought back:</Text>
      <ul className={styles.bullets}>
        {graph.endpoints.map(({ url }) => (
          <li key={url}>
            the route <code className={styles.mono}>{url}</code>
          </li>
        ))}
        <li>
          {graph.ungated
            ? 'the graph with its nodes and steps, and its router on the cluster'
            : 'the graph with its nodes, steps and metrics'}
        </li>
        <li>its page in the catalog</li>
      </ul>
      {graph.services.length > 0 && (
        <Text color="secondary">
          The services {graph.services.join(', ')} stay.
        </Text>
      )}
      <TextField
        label={`Type ${name} to confirm`}
        value={typed}
        onChange={setTyped}
        {...focusedFirst}
        autoComplete="off"
      />
    </ActionDialog>
  );
}
