import { useEffect } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  connectionNameIn,
  ConnectionView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { useClusters, useConnections } from '../live';
import { connectionRefOf, SiblingFields } from './formContext';
import { clusterNamed, InputProps, ModelPathInput } from '../inputs';

/**
 * Where the model lies behind the connection that another field of the form names: a path in a bucket, an image in a
 * registry; a URI is its own place and fills the field by itself.
 */
export function PathBehindConnection(props: {
  input: InputProps<string>;
  siblings: SiblingFields;
  canBrowse: boolean;
}) {
  const { input, siblings, canBrowse } = props;
  const cluster = clusterNamed(useClusters().value, siblings.cluster)?.name;
  const connection = useChosen(canBrowse ? siblings : undefined);
  const type = connection?.resource.spec.type;
  const uri = connection?.resource.spec.values.URI;
  const { value, onChange } = input;
  useEffect(() => {
    if (type === 'uri-v1' && uri && value !== uri) {
      onChange(uri);
    } else if (type === 's3' && value?.includes('://')) {
      // Left over from a connection of another type
      onChange(undefined);
    }
  }, [type, uri, value, onChange]);
  if (type === 'uri-v1') {
    return (
      <Flex direction="column" gap="1">
        <Text weight="bold">{input.label}</Text>
        <Text role="status">The model lies at {uri ?? UNKNOWN}.</Text>
      </Flex>
    );
  }
  return (
    <ModelPathInput
      {...input}
      {...(type === 'oci-v1' && {
        description: 'Image with its tag, e.g. models/iris:v1',
      })}
      isImage={type === 'oci-v1'}
      canBrowse={canBrowse}
      connection={connectionRefOf(siblings, cluster)}
    />
  );
}

/** The chosen connection, as soon as it is known. */
function useChosen(
  siblings: SiblingFields | undefined,
): ConnectionView | undefined {
  const { cluster, namespace = '', connection, text } = siblings ?? {};
  const live = useConnections(
    namespace && connection
      ? { cluster, usableIn: namespace, usableBy: text?.('owner') }
      : undefined,
  );
  return live.value?.items.find(
    ({ ref }) => connectionNameIn(namespace, ref) === connection,
  );
}
