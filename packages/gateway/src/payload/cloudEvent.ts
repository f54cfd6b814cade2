import { GatewayPayloadLog } from '@greenroom/backstage-plugin-model-serving-common';

/** A request or an answer that is to be sent to a sink. */
export interface PayloadRecord {
  /** Of its revision, for counting. */
  readonly revision: string;
  readonly spec: GatewayPayloadLog;
  readonly kind: 'request' | 'response';
  /** The same for a request and its answer. */
  readonly id: string;
  /** When it happened, ms since epoch. */
  readonly time: number;
  /** JSON of the request headers that are repeated. */
  readonly metadata: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly data: Buffer;
  /** `data` is only the beginning. */
  readonly isTruncated: boolean;
}

/** Source of KServe's agent where nothing else is configured; consumers know it by that. */
const source = 'http://localhost:9081/';

/**
 * Headers of a record's CloudEvent in HTTP binary mode, as KServe's agent writes them.
 * Source: gateway-and-graphs.md §7.
 *
 * @param now - when it is sent, ms since epoch
 */
export function cloudEventHeaders(
  record: PayloadRecord,
  now: number,
): Record<string, string> {
  const { spec, kind, id, time, metadata, contentEncoding, isTruncated } =
    record;
  // The beginning of a compressed body cannot be unpacked: it is told as what it is, bytes.
  const isCutInside = isTruncated && contentEncoding !== undefined;
  const contentType = isCutInside
    ? 'application/octet-stream'
    : record.contentType;
  const headers: Record<string, string> = {
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-type': `org.kubeflow.serving.inference.${kind}`,
    'ce-source': source,
    'ce-time': new Date(time).toISOString(),
    'ce-inferenceservicename': spec.inferenceService,
    'ce-namespace': spec.namespace,
    'ce-component': spec.component,
    'ce-endpoint': spec.endpoint,
    'ce-metadata': metadata,
    'ce-recordedtime': new Date(now).toISOString(),
  };
  if (spec.annotations && Object.keys(spec.annotations).length > 0)
    headers['ce-annotations'] = asciiJson(spec.annotations);
  if (isTruncated) headers['ce-truncated'] = 'true';
  if (contentType !== undefined) headers['content-type'] = contentType;
  if (contentEncoding !== undefined && !isCutInside)
    headers['content-encoding'] = contentEncoding;
  return headers;
}

/** Headers that never leave, whatever a service lists. */
const secretHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
]);

/**
 * JSON of the request headers that a service lists: all values by canonical name, `{"Foo":["bar"]}`.
 *
 * @param raw - names and values in turn
 */
export function metadataOf(
  raw: readonly string[],
  listed: readonly string[] | undefined,
): string {
  if (!listed || listed.length === 0) return '{}';
  const wanted = new Set(listed.map(name => name.toLowerCase()));
  const found = new Map<string, string[]>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    if (!wanted.has(name) || secretHeaders.has(name)) continue;
    const canonical = name.replace(/(^|-)[a-z]/g, text => text.toUpperCase());
    const values = found.get(canonical);
    if (values) values.push(raw[i + 1]);
    else found.set(canonical, [raw[i + 1]]);
  }
  return asciiJson(Object.fromEntries(found));
}

/** JSON that a header can hold: what is not printable ASCII is escaped. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
