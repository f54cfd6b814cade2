import { Flex, Text } from '@backstage/ui';
import {
  ConnectionType,
  ConnectionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason, TemplateButton } from '../../components';
import { typeWords } from '../../connections/connectionWords';
import { useConnections } from '../../live';
import { SelectInput } from './SelectInput';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

/** An existing connection of a project. A single one is preselected. */
export function ConnectionInput(
  props: InputProps<string> & {
    namespace: string;
    /** Only of this type. */
    type?: ConnectionType;
  },
) {
  const { namespace, type, ...input } = props;
  const live = useConnections(namespace ? { namespace, type } : undefined);
  const connections = live.value?.items ?? [];
  useDefaultValue(
    input,
    connections.length === 1 ? connections[0].ref.name : undefined,
  );
  if (live.value && connections.length === 0 && !input.value) {
    return (
      <Flex direction="column" gap="2" align="start">
        <Text weight="bold">{input.label}</Text>
        <Text role="status">
          The project {namespace} has no connection yet. A connection names the
          bucket in which the model lies.
        </Text>
        <TemplateButton template="create-s3-connection">
          Create connection
        </TemplateButton>
      </Flex>
    );
  }
  return (
    <SelectInput
      {...input}
      isDisabled={input.isDisabled || !namespace}
      placeholder={placeholder(namespace, live.loading)}
      isSearchable={connections.length > 10}
      options={connections.map(option)}
      error={
        input.error ??
        (live.error &&
          `The connections could not be loaded: ${errorReason(live.error)}`)
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

function option({ ref, title, description, resource }: ConnectionView) {
  return {
    id: ref.name,
    label: title,
    description: [typeWords[resource.spec.type], description]
      .filter(Boolean)
      .join(' – '),
  };
}
