import {
  KEY_PREFIX,
  TOKEN_PREFIX,
} from '@greenroom/backstage-plugin-model-serving-common';
import { readTraceparent } from '../trace';
import { hopByHop } from './hopByHop';
import { Refusal, refusals } from './refusal';
import type { LiveBranch, LiveRoute } from './types';

/** What the headers of a request say, however often it is sent. */
export interface SortedHeaders {
  /** Authority of the target, else the Host header as sent; empty if there is none (HTTP/1.0). */
  readonly host: string;
  /** The caller's id of the request, or none. */
  readonly callersId: string | undefined;
  /** As sent; the route decides whether the replica is sent them, too. */
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  /** The tag that the caller names. */
  readonly tag: string | undefined;
  /** End-to-end headers for the replica, names and values in turn, without framing; its id is not among them. */
  readonly forward: readonly string[];
  /** Where in `forward` the value of the caller's `traceparent` is; -1: it sent none. */
  readonly traceparentAt: number;
  /** Why the request must not go on. */
  readonly refusal: Refusal | undefined;
  /** Wants a WebSocket, in whatever way. Other upgrades (h2c) may be ignored by a server, and then are plain requests. */
  readonly asksForWebSocket: boolean;
}

/** The headers of one request, and what the gateway passes on of them. */
export interface RequestHeaders {
  readonly host: string;
  /** The caller's id of the request, or a new one. */
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly tag: string | undefined;
  /** End-to-end headers for the replica, names and values in turn, without framing. */
  readonly forward: string[];
  /** Where in `forward` the value of `traceparent` is: the caller's, or a new one. */
  readonly traceparentAt: number;
  /** The trace begins here: nobody has decided whether it is recorded. */
  readonly isTraceNew: boolean;
  /** How many entries of `forward` come from the request, before those of its route. */
  readonly requestEntries: number;
}

const notPassedOn = new Set([
  ...hopByHop,
  'http2-settings',
  'content-length',
  'expect',
  // The gateway itself says it: a client must not pass for another service.
  'kserve-isvc-name',
  'kserve-isvc-namespace',
  // Or for one that was split by weight.
  'knative-serving-default-route',
]);

/** Headers with a meaning here, by length of the name: a cheap way to skip all others. */
const knownLengths = new Set(
  [
    ...notPassedOn,
    'host',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-request-id',
    'authorization',
    'x-api-key',
    'knative-serving-tag',
    'traceparent',
    'tracestate',
  ].map(name => name.length),
);

const requestIdPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Sorts the headers of a request (as Node's `rawHeaders`): drops hop-by-hop ones and those that `Connection` names,
 * continues `x-forwarded-*`. The order and spelling of the rest stay.
 */
export function sortRequestHeaders(
  raw: readonly string[],
  clientAddress: string,
  authority?: string,
): SortedHeaders {
  const forward: string[] = [];
  let host: string | undefined;
  let isChunked = false;
  let asksForWebSocket = false;
  let callersId: string | undefined;
  let authorization: string | undefined;
  let apiKey: string | undefined;
  let tag: string | undefined;
  let refusal: Refusal | undefined;
  let named: string[] | undefined;
  let forwardedFor = -1;
  let hasProto = false;
  let hasForwardedHost = false;
  let traceparentAt = -1;
  let isTraceBroken = false;

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
        host = authority ?? value;
        forward.push(name, host);
        continue;
      case 'transfer-encoding':
        if (isChunked || value.toLowerCase() !== 'chunked')
          refusal ??= refusals.transferEncoding;
        isChunked = true;
        continue;
      case 'expect':
        if (value.toLowerCase() !== '100-continue')
          refusal ??= refusals.expectation;
        continue;
      case 'connection':
        named = namedHeaders(value, named);
        continue;
      case 'upgrade':
        if (/\bwebsocket\b/i.test(value)) asksForWebSocket = true;
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
      case 'authorization':
        // Two are two opinions about who it is.
        if (authorization !== undefined) refusal ??= refusals.badRequest;
        authorization = value;
        continue;
      case 'x-api-key':
        if (apiKey !== undefined) refusal ??= refusals.badRequest;
        apiKey = value;
        continue;
      case 'knative-serving-tag':
        tag ??= value;
        continue;
      case 'traceparent':
        // Two are two opinions about who called, and none is worth more than the other.
        if (traceparentAt >= 0 || !readTraceparent(value)) isTraceBroken = true;
        traceparentAt = forward.length + 1;
        break;
      case 'x-request-id':
        if (callersId === undefined && requestIdPattern.test(value))
          callersId = value;
        continue;
      default:
        if (notPassedOn.has(lower)) continue;
    }
    forward.push(name, value);
  }

  // The state belongs to the trace: it goes with one that cannot be continued.
  if (isTraceBroken) named = [...(named ?? []), 'traceparent', 'tracestate'];
  if (host === undefined) {
    // HTTP/1.0 may have none; what goes on is HTTP/1.1, which must (RFC 9112 §3.2).
    host = authority ?? '';
    forward.push('host', host);
  }
  const rest = named ? withoutNamed(forward, named) : forward;
  if (named) {
    forwardedFor = positionOf(rest, 'x-forwarded-for');
    traceparentAt = positionOf(rest, 'traceparent');
  }
  if (forwardedFor >= 0) rest[forwardedFor] += `, ${clientAddress}`;
  else rest.push('x-forwarded-for', clientAddress);
  if (!hasProto) rest.push('x-forwarded-proto', 'http');
  if (!hasForwardedHost && host !== '') rest.push('x-forwarded-host', host);
  return {
    host,
    callersId,
    authorization,
    apiKey,
    tag,
    forward: rest,
    traceparentAt,
    refusal,
    asksForWebSocket,
  };
}

/** The headers of a request of now: keeps or makes its `x-request-id` and `traceparent`. */
export function completeHeaders(
  sorted: SortedHeaders,
  newRequestId: () => string,
  newTraceparent: () => string,
): RequestHeaders {
  const { host, authorization, apiKey, tag } = sorted;
  const requestId = sorted.callersId ?? newRequestId();
  const forward = sorted.forward.slice();
  forward.push('x-request-id', requestId);
  const isTraceNew = sorted.traceparentAt < 0;
  if (isTraceNew) forward.push('traceparent', newTraceparent());
  return {
    host,
    requestId,
    authorization,
    apiKey,
    tag,
    forward,
    traceparentAt: isTraceNew ? forward.length - 1 : sorted.traceparentAt,
    isTraceNew,
    requestEntries: forward.length,
  };
}

/**
 * Adds what a route and its branch tell replicas to what is forwarded, instead of what another route told: the tag that the
 * request was sent by, be it named by a host, and `Knative-Serving-Default-Route` where it goes by weight though there are
 * tags. Both together: there is no such tag. Source: gateway-and-graphs §1. A caller's `Authorization`
 * is the gateway's where it checks it, unless the route passes it on; where it does not, one of our tokens still goes
 * nowhere.
 */
export function setRouteHeaders(
  { forward, requestEntries, authorization, apiKey, tag }: RequestHeaders,
  { headers, access }: Pick<LiveRoute, 'headers' | 'access'>,
  branch: Pick<LiveBranch, 'tag' | 'isDefault'> = {},
): void {
  if (forward.length > requestEntries) forward.length = requestEntries;
  for (const text of headers) forward.push(text);
  if (authorization !== undefined) {
    const isForModel = access
      ? access.kind === 'component' ||
        (access.forwardsAuthorization && !authorization.includes(KEY_PREFIX))
      : !authorization.includes(TOKEN_PREFIX);
    if (isForModel) forward.push('Authorization', authorization);
  }
  if (
    apiKey !== undefined &&
    !access?.acceptsApiKey &&
    !apiKey.includes(TOKEN_PREFIX)
  )
    forward.push('X-Api-Key', apiKey);
  const toldTag = branch.tag ?? tag;
  if (toldTag !== undefined) forward.push('Knative-Serving-Tag', toldTag);
  if (branch.isDefault) forward.push('Knative-Serving-Default-Route', 'true');
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
    if (name === '' || name === 'host' || notPassedOn.has(name)) continue;
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
