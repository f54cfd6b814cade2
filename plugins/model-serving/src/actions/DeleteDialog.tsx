import { useState } from 'react';
import { Alert, Checkbox, Text, TextField } from '@backstage/ui';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import {
  annotations,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
import { useConnections, useDeployment, useGraphsThatCall } from '../live';
import { ActionDialog } from './ActionDialog';
import { RemovedClusterNotice } from './RemovedClusterNotice';
import { useConsumers } from './useConsumers';
import { ActionTarget, DeploymentActions } from './useDeploymentActions';

/** The dialog asks for nothing but the name: its field gets the focus, as in any dialog with one field. */
const focusedFirst = { autoFocus: true } as const;

/** Asks for the resource name before a deployment is deleted; lists what goes with it, what stays, and who will miss it. */
export function DeleteDialog(props: {
  target: ActionTarget;
  actions: DeploymentActions;
  onClose: () => void;
}) {
  const { target, actions, onClose } = props;
  const [typed, setTyped] = useState('');
  const [breaksGraphs, setBreaksGraphs] = useState(false);
  const callers = useGraphsThatCall(target.ref);
  const graphs = callers.value ?? [];
  // Nobody agrees to what is not said yet
  const isAsking = callers.loading;
  const { name, cluster } = target.ref;
  const verb = target.isClusterRemoved ? 'Forget' : 'Delete';
  return (
    <ActionDialog
      title={`${verb} ${target.title}?`}
      action={verb}
      destructive
      isDisabled={
        typed !== name || isAsking || (graphs.length > 0 && !breaksGraphs)
      }
      onAction={() => actions.remove(target)}
      onClose={onClose}
    >
      {target.isClusterRemoved && <RemovedClusterNotice cluster={cluster} />}
      <Consumers entityRef={target.entityRef} />
      <Consequences target={target} />
      {graphs.length > 0 && (
        <Checkbox isSelected={breaksGraphs} onChange={setBreaksGraphs}>
          {verb} it although {inWords(graphs)} then cannot answer
        </Checkbox>
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

function inWords(graphs: readonly ResourceRef[]): string {
  const names = graphs.map(({ name }) => name).join(', ');
  return graphs.length === 1 ? `the graph ${names}` : `the graphs ${names}`;
}

/** What goes, and what stays. */
function Consequences(props: { target: ActionTarget }) {
  const { target } = props;
  const { isClusterRemoved, model } = target;
  const { connection } = model;
  const processes = useProcesses(target);
  const isPrivate = useIsPrivate(target);
  return (
    <>
      <Text>This goes and cannot be brought back:</Text>
      <ul className={styles.bullets}>
        {!isClusterRemoved && (
          <>
            {target.endpoints.map(endpoint => (
              <li key={endpoint.url}>
                the route <code className={styles.mono}>{endpoint.url}</code>
              </li>
            ))}
            <li>{processes}</li>
          </>
        )}
        {connection && isPrivate && (
          <li>its private connection {connection} with its keys</li>
        )}
        <li>its settings, revisions, events and metrics</li>
        <li>its page in the catalog</li>
      </ul>
      <Text color="secondary">
        {connection &&
          !isPrivate &&
          `The shared connection ${connection}, the `}
        {(!connection || isPrivate) && 'The '}
        runtime and the model files stay.
      </Text>
    </>
  );
}

/** Who says in the catalog that they call it. */
function Consumers(props: { entityRef: string }) {
  const consumers = useConsumers(props.entityRef);
  return consumers && consumers.length > 0 ? (
    <Alert
      status="warning"
      icon
      title="It is in use"
      description={
        <Text>
          The catalog says that it is called by{' '}
          <EntityRefLinks entityRefs={[...consumers]} />.
        </Text>
      }
    />
  ) : null;
}

/** Its replicas in words, with where they run as soon as that is known. */
function useProcesses(target: ActionTarget): string {
  const detail = useDeployment(target.ref).value;
  const places = (detail?.revisions ?? [])
    .flatMap(({ facts }) => facts?.replicas ?? [])
    .flatMap(({ location }) => location ?? []);
  if (places.length > 0) {
    return `its replicas (${places.join(', ')})`;
  }
  return target.replicas.ready === 1
    ? 'its replica'
    : `its replicas (${target.replicas.ready} ready now)`;
}

/** Whether its connection lives and dies with it. */
function useIsPrivate({ ref, model }: ActionTarget): boolean {
  const { value } = useConnections(
    model.connection
      ? { cluster: ref.cluster, namespace: ref.namespace }
      : undefined,
  );
  const connection = value?.items.find(
    one => one.ref.name === model.connection,
  );
  const owner =
    connection?.resource.metadata.annotations?.[annotations.ownedBy];
  return owner === ref.name;
}
