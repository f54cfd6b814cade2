import { annotations } from '../constants';
import { connectionFields, type ConnectionType } from '../resources';
import { CONNECTION_TYPE_ANNOTATION } from './connectionSecret';
import { servingCompatibility } from './servingCompatibility';

const TYPE_OF_PROTOCOL: Readonly<Record<string, ConnectionType>> = {
  s3: 's3',
  uri: 'uri-v1',
  oci: 'oci-v1',
};

/**
 * The type that annotations of a Secret name; undefined: none, or one of its own that says nothing by which models are
 * served from it.
 *
 * @param keys - of the Secret, as far as they are known: they tell what a type of its own can do
 */
export function connectionTypeNamed(
  notes: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): ConnectionType | undefined {
  const named = [
    notes[annotations.connectionTypeRef],
    notes[CONNECTION_TYPE_ANNOTATION],
    notes[annotations.connectionTypeProtocol],
  ].filter(name => name !== undefined);
  if (named.length === 0) return undefined;
  const type = named.find(isConnectionType);
  if (type) return type;
  const told = notes[annotations.connectionTypeProtocol];
  const protocol =
    typeof told === 'string' && told !== ''
      ? told
      : servingCompatibility(keys) ?? '';
  return Object.hasOwn(TYPE_OF_PROTOCOL, protocol)
    ? TYPE_OF_PROTOCOL[protocol]
    : undefined;
}

function isConnectionType(name: unknown): name is ConnectionType {
  return typeof name === 'string' && Object.hasOwn(connectionFields, name);
}
