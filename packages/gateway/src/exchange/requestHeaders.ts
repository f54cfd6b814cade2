import { Refusal, refusals } from './refusal';

/** What the gateway knows of a request from its headers, and what it passes on. */
export interface RequestHeaders {
  /** Host header as sent; empty if there is none (HTTP/1.0). */
  readonly host: string;
  /** The caller's id of the request, or a new one. */
  readonly requestId: string;
  /** End-to-end headers for the replica, names and values in turn, without framing. */
  readonly forward: string[];
  /** How many entries of `forward` come from the request, before those of its route. */
  readonly requestEntries: number;
  /** Why the request must not go on. */
  readonly refusal: Refusal | undefined;
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'content-length',
  // The gateway itself answers it.
  'expect',
  // The gateway itself says it: a client must not pass for another service.
  'kserve-isvc-name',
  'kserve-isvc-namespace',
]);

/** Headers with a meaning here, by length of the name: a cheap way to skip all others. */
const knownLengths = new Set(
  [
    ...hopByHop,
    'host',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-request-id',
  ].map(name => name.length),
);

const requestIdPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Sorts the headers of a request (as Node's `rawHeaders`): drops hop-by-hop ones and those that `Connection` names,
 * continues `x-forwarded-*`, and keeps or makes `x-request-id`. The order and spelling of the rest
 * stay, `traceparent` among them.
 */
export function readRequestHeaders(
  raw: readonly string[],
  clientAddress: string,
  newRequestId: () => string,
): RequestHeaders {
  const forward: string[] = [];
  let host: string | undefined;
  let isChunked = false;
  let requestId = '';
  let refusal: Refusal | undefined;
  let named: string[] | undefined;
  let forwardedFor = -1;
  let hasProto = false;
  let hasForwardedHost = false;

  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    if (!knownLengths.has(name.length)) {
      forward.push(name, value);
      continue;
    }
    const lower = name.toLowerCase();
    switch (lower) {
      case 'host':
        // Two hosts are two opinions about where the request goes.
        if (host !== undefined) refusal ??= refusals.badRequest;
        host ??= value;
        break;
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked')
          refusal ??= refusals.transferEncoding;
        isChunked = true;
        continue;
      case 'connection':
        named = namedHeaders(value, named);
        continue;
      case 'upgrade':
        // Other upgrades (h2c) may be ignored by a server, and then are plain requests.
        if (/\bwebsocket\b/i.test(value)) refusal ??= refusals.upgrade;
        continue;
      case 'te':
        if (!/\btrailers\b/i.test(value)) continue;
        forward.push('te', 'trailers');
        continue;
      case 'x-forwarded-for':
        if (forwardedFor >= 0) {
          forward[forwardedFor] += `, ${value}`;
          continue;
        }
        forwardedFor = forward.length + 1;
        break;
      case 'x-forwarded-proto':
        hasProto = true;
        break;
      case 'x-forwarded-host':
        hasForwardedHost = true;
        break;
      case 'x-request-id':
        if (requestId === '' && requestIdPattern.test(value)) requestId = value;
        continue;
      default:
        if (hopByHop.has(lower)) continue;
    }
    forward.push(name, value);
  }

  const rest = named ? withoutNamed(forward, named) : forward;
  if (named) forwardedFor = positionOf(rest, 'x-forwarded-for');
  if (forwardedFor >= 0) rest[forwardedFor] += `, ${clientAddress}`;
  else rest.push('x-forwarded-for', clientAddress);
  if (!hasProto) rest.push('x-forwarded-proto', 'http');
  if (!hasForwardedHost && host !== undefined)
    rest.push('x-forwarded-host', host);
  requestId ||= newRequestId();
  rest.push('x-request-id', requestId);
  return {
    host: host ?? '',
    requestId,
    forward: rest,
    requestEntries: rest.length,
    refusal,
  };
}

/** Adds what a route tells replicas to what is forwarded, instead of what another route told. */
export function setRouteHeaders(
  { forward, requestEntries }: RequestHeaders,
  headers: readonly string[],
): void {
  if (forward.length > requestEntries) forward.length = requestEntries;
  for (const text of headers) forward.push(text);
}

/** Headers that a Connection header declares hop-by-hop; what is forwarded anyway or never is left out. */
function namedHeaders(
  connection: string,
  before: string[] | undefined,
): string[] | undefined {
  if (connection === 'keep-alive' || connection === 'close') return before;
  let names = before;
  for (const part of connection.toLowerCase().split(',')) {
    const name = part.trim();
    if (name === '' || name === 'host' || hopByHop.has(name)) continue;
    if (name !== 'keep-alive' && name !== 'close') (names ??= []).push(name);
  }
  return names;
}

function withoutNamed(
  headers: readonly string[],
  named: readonly string[],
): string[] {
  const rest: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    if (!named.includes(headers[i].toLowerCase()))
      rest.push(headers[i], headers[i + 1]);
  return rest;
}

/** Position of the value of a header, or -1. */
function positionOf(headers: readonly string[], name: string): number {
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i].toLowerCase() === name) return i + 1;
  return -1;
}
