import { annotations } from '../constants';
import type { ConnectionType } from '../resources';
import {
  CONNECTION_LABELS,
  CONNECTION_TYPE_ANNOTATION,
} from './connectionSecret';
import { connectionTypeNamed } from './connectionTypeNamed';

/** What the metadata of a connection's Secret say of it: nothing that is in it. @public */
export interface ConnectionMetadata {
  /** Absent: a type of the cluster's own that says nothing by which models are served from it. */
  readonly type?: ConnectionType;
  /** What the Secret calls its type, e.g. one of the cluster's own. */
  readonly typeName?: string;
  readonly title?: string;
}

/**
 * Reads the metadata of a Secret as Open Data Hub does: it is a connection if it has the label `opendatahub.io/dashboard`
 * and names a type. Undefined: it is none. Source: screens §16.4.
 * @public
 */
export function readConnectionMetadata(metadata: {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}): ConnectionMetadata | undefined {
  const { labels = {}, annotations: notes = {} } = metadata;
  const typeName =
    notes[annotations.connectionTypeRef] ||
    notes[CONNECTION_TYPE_ANNOTATION] ||
    notes[annotations.connectionTypeProtocol];
  if (labels[CONNECTION_LABELS.dashboard] !== 'true' || !typeName)
    return undefined;
  const type = connectionTypeNamed(notes, []);
  const title = notes[annotations.displayName];
  return { ...(type && { type }), typeName, ...(title && { title }) };
}
