import { Flex, TextField } from '@backstage/ui';
import {
  ClusterView,
  CopyPreview,
  CopyRequest,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ConnectionInput } from '../connections/ConnectionInput';
import {
  ClusterInput,
  clusterNamed,
  InputError,
  openProjects,
  ProjectInput,
} from '../inputs';
import { Place } from './places';

/** Where a copy goes, what it is called there and by what it reads its model, with what is wrong with each. */
export function CopyTargetInput(props: {
  clusters: readonly ClusterView[];
  value: CopyRequest;
  /** What was last said of the copy. */
  shown: CopyPreview | undefined;
  /** Of the original. */
  owner: string | undefined;
  onPlace: (place: Place) => void;
  onName: (name: string) => void;
  onConnection: (connection: string | undefined) => void;
}) {
  const { clusters, value, shown, owner } = props;
  const { cluster, namespace, name, connection } = value;
  const errorAt = (path: string) =>
    shown?.errors.find(message => message.path === path)?.message;
  const nameError = errorAt('metadata.name');
  const connectionError = shown?.connection && errorAt(shown.connection.path);
  const toCluster = (to: string) => {
    const namespaces = openProjects(clusterNamed(clusters, to));
    const kept = namespaces.find(known => known === namespace);
    props.onPlace({ cluster: to, namespace: kept ?? namespaces[0] ?? '' });
  };
  return (
    <>
      <ClusterInput
        label="Cluster"
        isRequired
        value={cluster}
        onChange={to => to && toCluster(to)}
      />
      <ProjectInput
        label="Project"
        isRequired
        cluster={cluster}
        value={namespace}
        onChange={to => props.onPlace({ cluster, namespace: to ?? '' })}
        error={errorAt('metadata.namespace')}
      />
      <Flex direction="column" gap="1">
        <TextField
          label="Name"
          description="Part of the address; cannot be changed later."
          isRequired
          isInvalid={nameError !== undefined}
          validationBehavior="aria"
          autoComplete="off"
          value={name}
          onChange={props.onName}
        />
        <InputError error={nameError} />
      </Flex>
      {shown?.connection && (
        <ConnectionInput
          label="Connection"
          description="Reads the model. Keys are not copied: the copy uses a connection of its own place."
          isRequired
          cluster={cluster}
          namespace={namespace}
          owner={owner}
          value={connection ?? shown.connection.name}
          onChange={props.onConnection}
          error={connectionError}
        />
      )}
    </>
  );
}
