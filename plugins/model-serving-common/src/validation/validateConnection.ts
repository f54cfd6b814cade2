import { ConnectionInput } from '../api/connections';
import { FieldMessage } from '../FieldMessage';
import { resourceNameProblem, namespaceProblem } from '../naming';
import {
  ConnectionField,
  connectionFields,
  ConnectionType,
} from '../resources';
import { Messages } from './messages';

/** Longest values by key, in characters. Source: screens §11. */
const MAX_LENGTH: Readonly<Record<string, number>> = {
  URI: 2048,
  '.dockerconfigjson': 65_536,
};
const MAX_VALUE_LENGTH = 4096;
const MAX_TITLE_LENGTH = 128;
const MAX_DESCRIPTION_LENGTH = 1000;

/** S3's bucket names: labels of lower case letters, digits and `-`, joined by single dots, no address. */
const BUCKET =
  /^(?=.{3,63}$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const REGION = /^[A-Za-z0-9][-A-Za-z0-9_]{0,62}$/;
const REGISTRY =
  /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\d{1,5})?(\/[^\s]*)?$/;

/** A field name of HTTP, and a value that one line holds. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:\s*[\x20-\x7e\x80-\xff]*$/;

/** What is stored of a connection before a change. @public */
export interface PreviousConnection {
  readonly type: string;
  readonly values: Readonly<Record<string, string>>;
  /** Secret fields that have a stored value. */
  readonly secretKeys: readonly string[];
}

/**
 * What is wrong with a connection, by field; empty if it may be stored. On an update an absent or empty secret keeps the
 * stored one. Messages never hold a secret's value. Takes any JSON and never throws. Source: screens §11.
 * @public
 */
export function validateConnection(
  input: ConnectionInput,
  previous?: PreviousConnection,
): readonly FieldMessage[] {
  const messages = new Messages();
  const body: Partial<Record<keyof ConnectionInput, unknown>> =
    typeof input === 'object' && input !== null ? { ...input } : {};
  nameAndTexts(body, previous, messages);
  const type = body.type;
  if (!isConnectionType(type)) {
    const known = Object.keys(connectionFields).join(', ');
    messages.error('type', `must be one of ${known}`);
    return messages.errors;
  }
  if (previous && previous.type !== type) {
    messages.error(
      'type',
      `cannot be changed from ${previous.type} to ${type}; create another connection instead`,
    );
    return messages.errors;
  }
  const { values } = body;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    messages.error('values', 'must be an object of texts');
    return messages.errors;
  }
  const fields = connectionFields[type];
  for (const key of Object.keys(values)) {
    if (!fields.some(field => field.key === key)) {
      messages.error(`values.${key}`, `is no field of a ${type} connection`);
    }
  }
  const entries = new Map<string, unknown>(Object.entries(values));
  for (const field of fields) {
    const problem = fieldProblem(field, entries.get(field.key), previous);
    if (problem) messages.error(`values.${field.key}`, problem);
  }
  return messages.errors;
}

function nameAndTexts(
  body: Partial<Record<keyof ConnectionInput, unknown>>,
  previous: PreviousConnection | undefined,
  messages: Messages,
): void {
  const { name, namespace, title, description } = body;
  const isNew = previous === undefined;
  const project = typeof namespace === 'string' ? namespace : '';
  if (isNew) {
    const problem = namespaceProblem(project);
    if (problem) messages.error('namespace', problem);
  }
  if (typeof name !== 'string') messages.error('name', 'must be a text');
  else if (isNew) {
    const problem = resourceNameProblem(name, project);
    if (problem) messages.error('name', problem);
  }
  for (const [field, value, most] of [
    ['title', title, MAX_TITLE_LENGTH],
    ['description', description, MAX_DESCRIPTION_LENGTH],
  ] as const) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') messages.error(field, 'must be a text');
    else if (value.length > most) {
      messages.error(
        field,
        `has ${value.length} characters; at most ${most} are possible`,
      );
    }
  }
}

function fieldProblem(
  field: ConnectionField,
  value: unknown,
  previous: PreviousConnection | undefined,
): string | undefined {
  if (value !== undefined && value !== null && typeof value !== 'string') {
    return `${field.label} must be a text`;
  }
  const text = (value ?? '').trim();
  if (text === '') {
    const isStored =
      field.secret && previous?.secretKeys.includes(field.key) === true;
    return field.required && !isStored
      ? `${field.label} is required`
      : undefined;
  }
  const most = Object.hasOwn(MAX_LENGTH, field.key)
    ? MAX_LENGTH[field.key]
    : MAX_VALUE_LENGTH;
  if (text.length > most) {
    return `${field.label} has ${text.length} characters; at most ${most} are possible`;
  }
  return formProblem(field.key, text);
}

function formProblem(key: string, text: string): string | undefined {
  switch (key) {
    case 'AWS_S3_ENDPOINT':
      return endpointProblem(text);
    case 'URI':
      return uriProblem(text);
    case 'AWS_S3_BUCKET':
      return BUCKET.test(text)
        ? undefined
        : 'Bucket has 3 to 63 lower case letters, digits, "-" and ".", starts and ends with a letter or digit, and is no IP address';
    case 'AWS_DEFAULT_REGION':
      return REGION.test(text)
        ? undefined
        : 'Region is a name such as us-east-1';
    case 'OCI_HOST':
      return REGISTRY.test(text)
        ? undefined
        : 'Registry host is a host name, with a port if needed, and without a scheme';
    case '.dockerconfigjson':
      return isDockerConfig(text)
        ? undefined
        : 'Secret details must be the JSON of a Docker configuration file, an object with "auths"';
    case 'ACCESS_TYPE':
      return isChoice(text)
        ? undefined
        : 'Access type is a JSON list of Push and Pull, such as ["Pull"]';
    case 'S3_VERIFY_SSL':
      return ['true', 'false'].includes(text)
        ? undefined
        : 'Verify TLS certificates is true or false';
    case 'headers':
      return headersProblem(text);
    default:
      return undefined;
  }
}

function endpointProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || !url.hostname) {
    return 'Endpoint is a full URL with scheme, such as https://s3.example.com';
  }
  if (url.username || url.password) {
    return 'Endpoint must not hold credentials; use the key fields';
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    return 'Endpoint has no path and no query; the bucket is a field of its own';
  }
  return undefined;
}

function uriProblem(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text)) {
    return 'URI has a scheme and a place, such as https://example.com/model.onnx';
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.password ? 'URI must not hold a password' : undefined;
}

function isDockerConfig(text: string): boolean {
  const config = parsed(text);
  const auths: unknown =
    typeof config === 'object' && Reflect.get(Object(config), 'auths');
  return typeof auths === 'object' && auths !== null && !Array.isArray(auths);
}

function isChoice(text: string): boolean {
  const list = parsed(text);
  return (
    Array.isArray(list) &&
    list.every(entry => entry === 'Push' || entry === 'Pull')
  );
}

/** Undefined if it is no JSON: the parser's error repeats a part of the text, which may be secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Names the line, never what stands in it. */
function headersProblem(text: string): string | undefined {
  const lines = text.split('\n').map(line => line.trim());
  const wrong = lines.findIndex(line => line !== '' && !HEADER.test(line));
  return wrong < 0
    ? undefined
    : `Headers are written one a line as "Name: value"; line ${
        wrong + 1
      } is not`;
}

function isConnectionType(type: unknown): type is ConnectionType {
  return typeof type === 'string' && Object.hasOwn(connectionFields, type);
}
