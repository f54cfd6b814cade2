import { useEffect, useRef, useState } from 'react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  connectionCreatePermission,
  connectionNameIn,
  ConnectionType,
  ConnectionView,
  isForServing,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason } from '../components';
import { isAmong, notThere, ownedBy, typeWords } from './connectionWords';
import { useConnections } from '../live';
import { SelectInput } from '../inputs/SelectInput';
import { InputProps } from '../inputs/types';
import { useDefaultValue } from '../inputs/useDefaultValue';
import { NewConnectionDialog } from './NewConnectionDialog';

/**
 * An existing connection that a deployment of the project reaches, shared ones too, by the name that the deployment has
 * for it. A single one is preselected. Those that belong to one deployment are not offered. A new one is made in a dialog,
 * so that nothing that was filled in around it is lost, and is then the chosen one.
 */
export function ConnectionInput(
  props: InputProps<string> & {
    namespace: string;
    /** Owner of the deployment; absent: the user's. */
    owner?: string;
    /** Only of this type. */
    type?: ConnectionType;
    /** Only of this cluster. */
    cluster?: string;
    /** Says so where the value is none of these. Absent: who shows the input does. */
    mustBeThere?: boolean;
  },
) {
  const { namespace, owner, type, cluster, mustBeThere, ...input } = props;
  const live = useConnections(
    namespace
      ? { cluster, usableIn: namespace, usableBy: owner, type }
      : undefined,
  );
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<ConnectionView>();
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that opened the dialog may be gone
    if (made && !isCreating) field.current?.querySelector('button')?.focus();
  }, [made, isCreating]);
  const known = withMade(live.value?.items ?? [], made, namespace, cluster);
  const connections = known.filter(
    connection => ownedBy(connection) === undefined,
  );
  const nameOf = ({ ref }: ConnectionView) => connectionNameIn(namespace, ref);
  useDefaultValue(
    input,
    connections.length === 1 ? nameOf(connections[0]) : undefined,
  );
  const isNone = live.value && connections.length === 0 && !input.value;
  const isMissing =
    mustBeThere &&
    !input.errorId &&
    input.value &&
    live.value &&
    !isAmong(known, input.value, namespace);
  return (
    <Flex direction="column" gap="2" align="stretch" ref={field}>
      {isNone ? (
        <>
          <Text weight="bold">{input.label}</Text>
          <Text role="status">
            The project {namespace} has no connection yet, and nobody shares one
            with it. A connection names the bucket, registry or address where
            the model lies.
          </Text>
        </>
      ) : (
        <SelectInput
          {...input}
          isDisabled={input.isDisabled || !namespace}
          placeholder={placeholder(namespace, live.loading)}
          isSearchable={connections.length > 10}
          options={connections.map(connection => ({
            id: nameOf(connection),
            label: connection.title,
            description: describe(connection, namespace),
            disabled: !isForServing(connection.resource.spec),
          }))}
          error={
            input.error ??
            (live.error &&
              `The connections could not be loaded: ${errorReason(
                live.error,
              )}`) ??
            (isMissing ? notThere(String(input.value), namespace) : undefined)
          }
        />
      )}
      <CreateButton
        isPrimary={isNone === true}
        isDisabled={input.isDisabled || !namespace}
        onPress={() => setCreating(true)}
      />
      {isCreating && (
        <NewConnectionDialog
          cluster={cluster}
          namespace={namespace}
          type={type}
          onCreated={connection => {
            setMade(connection);
            input.onChange(nameOf(connection));
            live.retry();
          }}
          onClose={() => setCreating(false)}
        />
      )}
    </Flex>
  );
}

function CreateButton(props: {
  isPrimary: boolean;
  isDisabled: boolean;
  onPress: () => void;
}) {
  const { isPrimary, isDisabled, onPress } = props;
  const { loading, allowed } = usePermission({
    permission: connectionCreatePermission,
  });
  if (!loading && !allowed) {
    return isPrimary ? (
      <Text color="secondary">
        You may not make connections: ask somebody of the project who may.
      </Text>
    ) : null;
  }
  return (
    <div>
      <Button
        variant={isPrimary ? 'primary' : 'tertiary'}
        size="small"
        iconStart={<RiAddLine />}
        isDisabled={isDisabled}
        onPress={onPress}
      >
        Create connection
      </Button>
    </div>
  );
}

/** The list with what was made here and is not in it yet. */
function withMade(
  listed: readonly ConnectionView[],
  made: ConnectionView | undefined,
  namespace: string,
  cluster: string | undefined,
): readonly ConnectionView[] {
  const isOfPlace =
    made?.ref.namespace === namespace &&
    (!cluster || made.ref.cluster === cluster);
  return made && isOfPlace && !isAmong(listed, made.ref.name, namespace)
    ? [...listed, made]
    : listed;
}

function placeholder(namespace: string, loading: boolean): string {
  if (!namespace) {
    return 'Choose a project first';
  }
  return loading ? 'Loading connections…' : 'Choose a connection';
}

function describe(
  { ref, description, resource }: ConnectionView,
  namespace: string,
): string {
  return [
    typeWords[resource.spec.type],
    ref.namespace !== namespace && `shared by the project ${ref.namespace}`,
    !isForServing(resource.spec) && 'not for serving: its login may not pull',
    description,
  ]
    .filter(Boolean)
    .join(' – ');
}
