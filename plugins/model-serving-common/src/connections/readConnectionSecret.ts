import type { ConnectionInput } from '../api/connections';
import type { FieldMessage } from '../FieldMessage';
import { annotations } from '../constants';
import { connectionFields } from '../resources';
import { CONNECTION_LABELS, secretPlaceholder } from './connectionSecret';
import { connectionTypeNamed } from './connectionTypeNamed';

/** What a Secret says as a connection. @public */
export interface ReadConnectionSecret {
  /** Not validated yet; absent if there are errors. */
  readonly input?: ConnectionInput;
  readonly errors: readonly FieldMessage[];
  /** What was left out, and why. */
  readonly warnings: readonly FieldMessage[];
}

/**
 * Reads a Secret as Open Data Hub does: it is a connection if it has the label `opendatahub.io/dashboard` and one of the
 * type annotations. Takes any JSON, never throws, and repeats no value. Source: screens §16.4.
 * @public
 */
export function readConnectionSecret(sent: unknown): ReadConnectionSecret {
  const secret = record(sent);
  const metadata = record(secret.metadata);
  const notes = record(metadata.annotations);
  const errors = shapeErrors(secret);
  const values = decoded(secret, errors);
  const type = connectionTypeNamed(notes, Object.keys(values));
  if (!type) {
    errors.push({
      path: `metadata.annotations[${annotations.connectionTypeRef}]`,
      message: `must be one of ${Object.keys(connectionFields).join(', ')}`,
    });
  }
  if (!type || errors.length > 0) return { errors, warnings: [] };
  const known = connectionFields[type].map(({ key }) => key);
  const unknown = Object.keys(values).filter(key => !known.includes(key));
  const owner = record(list(metadata.ownerReferences)[0]);
  return {
    errors: [],
    warnings: unknown.map(key => ({
      path: `data.${key}`,
      message: `unknown field "${key}" of a ${type} connection, left out`,
    })),
    input: {
      namespace: text(metadata.namespace) ?? '',
      name: text(metadata.name) ?? '',
      title: text(notes[annotations.displayName]),
      description: text(notes[annotations.description]),
      owner: text(notes[annotations.owner]),
      privateTo:
        owner.kind === 'InferenceService' ? text(owner.name) : undefined,
      type,
      values: Object.fromEntries(
        Object.entries(values).filter(([key]) => known.includes(key)),
      ),
    },
  };
}

function shapeErrors(secret: Record<string, unknown>): FieldMessage[] {
  const errors: FieldMessage[] = [];
  if (secret.kind !== 'Secret' || secret.apiVersion !== 'v1') {
    errors.push({
      path: 'kind',
      message: 'must be Secret of apiVersion v1: one Secret is one connection',
    });
  }
  const labels = record(record(secret.metadata).labels);
  if (labels[CONNECTION_LABELS.dashboard] !== 'true') {
    errors.push({
      path: `metadata.labels[${CONNECTION_LABELS.dashboard}]`,
      message: 'must be "true": a Secret without it is no connection',
    });
  }
  return errors;
}

/** `stringData` wins over `data`, as in Kubernetes. */
function decoded(
  secret: Record<string, unknown>,
  errors: FieldMessage[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(record(secret.data))) {
    const plain = typeof value === 'string' ? textOfBase64(value) : undefined;
    if (plain !== undefined) values[key] = plain;
    else {
      errors.push({
        path: `data.${key}`,
        message: 'must be base64 of UTF-8 text',
      });
    }
  }
  for (const [key, value] of Object.entries(record(secret.stringData))) {
    if (typeof value === 'string') values[key] = value;
    else errors.push({ path: `stringData.${key}`, message: 'must be a text' });
  }
  for (const [key, value] of Object.entries(values)) {
    if (value.trim() !== secretPlaceholder(key)) continue;
    errors.push({
      path: `stringData.${key}`,
      message: 'is still the placeholder: fill in the value',
    });
  }
  return values;
}

function textOfBase64(encoded: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(encoded.replace(/\s/g, '')), char =>
      char.charCodeAt(0),
    );
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined; // reported by the caller without the value
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
