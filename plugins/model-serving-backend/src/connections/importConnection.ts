import { InputError } from '@backstage/errors';
import {
  readConnectionSecret,
  type ConnectionImportResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parseAllDocuments } from 'yaml';
import { inputErrorOf } from '../errors';
import type { ConnectionCallOptions, Connections } from './types';

/** What to import. */
export interface ConnectionImportRequest {
  /** One Secret. */
  readonly yaml: string;
  readonly cluster?: string;
  /** Of a Secret that names none. */
  readonly namespace?: string;
  readonly dryRun: boolean;
}

/**
 * Makes a connection of a Secret as Open Data Hub keeps them. Its values are stored encrypted and repeated nowhere, not
 * in errors either.
 * @throws InputError with everything that is wrong; what {@link Connections.create} throws
 */
export async function importConnection(
  connections: Pick<Connections, 'create' | 'dryRun'>,
  request: ConnectionImportRequest,
  options: ConnectionCallOptions,
): Promise<ConnectionImportResult> {
  const { input, errors, warnings } = readConnectionSecret(
    documentOf(request.yaml),
  );
  if (!input) throw inputErrorOf(errors);
  const { cluster, namespace = '', dryRun } = request;
  const made = {
    input: { ...input, cluster, namespace: input.namespace || namespace },
  };
  const connection = dryRun
    ? await connections.dryRun(made, options)
    : await connections.create(made, options);
  return { connection, warnings };
}

/** The parser's messages quote the line: only where it is, is told. */
function documentOf(text: string): unknown {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  if (!Array.isArray(documents) || documents.length !== 1) {
    throw new InputError('yaml: must hold exactly one document, a Secret');
  }
  const [document] = documents;
  const [error] = document.errors;
  if (error) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    throw new InputError(`yaml: line ${line} is not YAML (${error.code})`);
  }
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    throw new InputError('yaml: has too many or unknown aliases');
  }
}
