import { HeaderPattern } from '@greenroom/backstage-plugin-model-serving-common';
import { StepInput } from './types';

/** What no pattern brings along: it belongs to the caller's connection, or says something about this one. */
const NEVER = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What every step gets, if the caller sent it. */
const ALWAYS = new Set(['accept', 'traceparent', 'tracestate', 'x-request-id']);
/** Describes the caller's own body. */
const BODY_HEADER = 'inference-header-content-length';

/** Headers of the calls of one request, names and values in turn. */
export interface StepHeaders {
  readonly forBody: (input: StepInput) => readonly string[];
  /** By lower-case name, first value: what conditions may ask. */
  readonly named: Readonly<Record<string, string>>;
}

/**
 * What the steps of a request are sent of its headers: those whose canonical spelling (`X-Test-Key`) a pattern finds, all their values, and
 * `Content-Type: application/json` unless one of them is another.
 *
 * @param headers - end-to-end headers of the caller; `readsHeaders`: whether conditions ask for them
 */
export function stepHeaders(
  headers: readonly string[],
  patterns: readonly HeaderPattern[],
  readsHeaders: boolean,
): StepHeaders {
  const own: string[] = [];
  const named: Record<string, string> = {};
  let bodyHeader: string | undefined;
  let hasType = false;
  for (let i = 0; i < headers.length; i += 2) {
    const lower = headers[i].toLowerCase();
    if (readsHeaders && lower !== 'authorization' && lower !== 'cookie')
      named[lower] ??= headers[i + 1];
    if (lower === BODY_HEADER) bodyHeader = headers[i + 1];
    if (!goesAlong(lower, patterns)) continue;
    if (lower === 'content-type') hasType = true;
    own.push(headers[i], headers[i + 1]);
  }
  if (!hasType) own.push('Content-Type', 'application/json');
  const withBody =
    bodyHeader === undefined
      ? own
      : [...own, 'Inference-Header-Content-Length', bodyHeader];
  return { named, forBody: ({ isCallers }) => (isCallers ? withBody : own) };
}

function goesAlong(lower: string, patterns: readonly HeaderPattern[]): boolean {
  if (ALWAYS.has(lower)) return true;
  if (patterns.length === 0 || NEVER.has(lower) || lower === BODY_HEADER)
    return false;
  const canonical = lower.replace(/(^|-)[a-z]/g, start => start.toUpperCase());
  return patterns.some(pattern => pattern.test(canonical));
}
