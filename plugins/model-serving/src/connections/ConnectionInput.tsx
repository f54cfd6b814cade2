import { Flex, Text } from '@backstage/ui';
import {
  connectionNameIn,
  ConnectionType,
  ConnectionView,
  isForServing,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason, TemplateButton } from '../components';
import { isAmong, notThere, ownedBy, typeWords } from './connectionWords';
import { useConnections } from '../live';
import { SelectInput } from '../inputs/SelectInput';
import { InputProps } from '../inputs/types';
import { useDefaultValue } from '../inputs/useDefaultValue';

/**
 * An existing connection that a deployment of the project reaches, shared ones too, by the name that the deployment has
 * for it. A single one is preselected. Those that belong to one deployment are not offered.
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
  const connections = (live.value?.items ?? []).filter(
    connection => ownedBy(connection) === undefined,
  );
  const nameOf = ({ ref }: ConnectionView) => connectionNameIn(namespace, ref);
  useDefaultValue(
    input,
    connections.length === 1 ? nameOf(connections[0]) : undefined,
  );
  if (live.value && connections.length === 0 && !input.value) {
    return (
      <Flex direction="column" gap="2" align="start">
        <Text weight="bold">{input.label}</Text>
        <Text role="status">
          The project {namespace} has no connection yet, and nobody shares one
          with it. A connection names the bucket, registry or address where the
          model lies.
        </Text>
        <TemplateButton
          template="create-s3-connection"
          values={{ cluster, namespace }}
        >
          Create connection
        </TemplateButton>
      </Flex>
    );
  }
  const isMissing =
    mustBeThere &&
    !input.errorId &&
    input.value &&
    live.value &&
    !isAmong(live.value.items, input.value, namespace);
  return (
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
          `The connections could not be loaded: ${errorReason(live.error)}`) ??
        (isMissing ? notThere(String(input.value), namespace) : undefined)
      }
    />
  );
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
