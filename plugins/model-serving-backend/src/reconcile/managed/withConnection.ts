import {
  annotations,
  connectionTypeOf,
  modelUriOf,
  type ConfigurationLine,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterConnection } from '@greenroom/backstage-plugin-model-serving-node';

const SECTION = 'storage';

/** A connection by its name, as its cluster tells of it. */
export type ToldConnection = ClusterConnection & { readonly name: string };

/**
 * The configuration with the connection that a deployment has, whoever made either: its name, its type and where it points.
 * None of its values. Source: screens §16.4.
 */
export function withConnection(
  lines: readonly ConfigurationLine[],
  told: {
    readonly service: InferenceService;
    readonly connection?: ToldConnection;
    /** Where the model lies, as far as that is known. */
    readonly modelUri?: string;
  },
): readonly ConfigurationLine[] {
  // What is kept from an earlier look has its own
  const others = lines.filter(({ section }) => section !== SECTION);
  const { connection, modelUri, service } = told;
  if (!connection) return others;
  const path =
    modelUriOf(service).path ??
    service.metadata.annotations?.[annotations.connectionPath];
  const place = modelUri ?? (path && `${path} (in its bucket)`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['connection', nameOf(connection)],
    ['connectionType', typeOf(connection)],
    ['modelLocation', place],
  ];
  const storage = rows.flatMap(([name, value]): ConfigurationLine[] =>
    value ? [{ section: SECTION, name, value, origin: 'deployment' }] : [],
  );
  return [...others, ...storage];
}

function nameOf({ name, title, problem }: ToldConnection): string {
  if (problem) return `${name} (${problem})`;
  return title && title !== name ? `${title} (${name})` : name;
}

/** Types of a cluster's own beside what they serve like. */
function typeOf({ type, typeName }: ToldConnection): string | undefined {
  if (!type) return typeName;
  const { title, protocol } = connectionTypeOf(type);
  const isOwn =
    typeName !== undefined && typeName !== type && typeName !== protocol;
  return isOwn ? `${title} (${typeName})` : title;
}
