import {
  connectionFields,
  type ConnectionField,
  type ConnectionType,
} from '../resources';

/** What Open Data Hub calls a way to serve from a connection. @public */
export type ServingProtocol = 's3' | 'uri' | 'oci';

/** A connection type as pickers and admins see it. @public */
export interface ConnectionTypeView {
  readonly name: ConnectionType;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  readonly protocol: ServingProtocol;
  readonly fields: readonly ConnectionField[];
  /** Computed from the keys of its fields; absent: models cannot be served from it. */
  readonly serving?: ServingProtocol;
}

/** Keys that a connection must have to serve from it. Source: screens §11, column "Serving needs". */
const NEEDS: Readonly<Record<ServingProtocol, readonly string[]>> = {
  s3: [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_S3_ENDPOINT',
    'AWS_S3_BUCKET',
  ],
  oci: ['.dockerconfigjson', 'OCI_HOST'],
  uri: ['URI'],
};
const PROTOCOLS: readonly ServingProtocol[] = ['s3', 'oci', 'uri'];

const texts: Readonly<
  Record<
    ConnectionType,
    Pick<ConnectionTypeView, 'title' | 'category' | 'description' | 'protocol'>
  >
> = {
  s3: {
    title: 'S3-compatible bucket',
    category: 'Object storage',
    description: 'A bucket of Amazon S3 or of a service that speaks its API',
    protocol: 's3',
  },
  'uri-v1': {
    title: 'URI',
    category: 'URI',
    description: 'One address from which a model is fetched',
    protocol: 'uri',
  },
  'oci-v1': {
    title: 'OCI registry',
    category: 'Registry',
    description: 'A container registry that holds models as images',
    protocol: 'oci',
  },
};

/** By which protocol models can be served from a connection with these fields. @public */
export function servingCompatibility(
  keys: readonly string[],
): ServingProtocol | undefined {
  return PROTOCOLS.find(protocol =>
    NEEDS[protocol].every(key => keys.includes(key)),
  );
}

/** A connection type by name. @public */
export function connectionTypeOf(name: ConnectionType): ConnectionTypeView {
  const { title, category, description, protocol } = texts[name];
  const fields = connectionFields[name];
  const serving = servingCompatibility(fields.map(({ key }) => key));
  return { name, title, category, description, protocol, fields, serving };
}

/** All types, in the order of pickers. @public */
export const connectionTypes: readonly ConnectionTypeView[] = (
  ['s3', 'uri-v1', 'oci-v1'] as const
).map(connectionTypeOf);

/**
 * Whether models can be served from a connection: it has the keys, and a registry's login may pull. An access type that
 * is empty allows everything. Source: screens §11.
 * @public
 */
export function isForServing(spec: {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}): boolean {
  const keys = [...Object.keys(spec.values), ...spec.secretKeys];
  const protocol = servingCompatibility(keys);
  const access = spec.values.ACCESS_TYPE;
  return (
    protocol !== undefined &&
    (protocol !== 'oci' || !access || access.includes('Pull'))
  );
}
