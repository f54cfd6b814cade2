import { AccessEntry } from '../accessLog';
import { SpanAttributes } from '../trace';
import { Outcome } from '../traffic';
import type { Exchange } from './exchange';

/** What became of an exchange, for logs and traces. */
export interface Account {
  /** Status of the answer; 499: the client left before it had all. */
  readonly status: number;
  /** Why the gateway itself answered, or broke off. */
  readonly reason: string | undefined;
  readonly route: string | undefined;
  readonly revision: string | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly latencyMs: number;
  /** Time in line for a replica. */
  readonly waitedMs: number;
}

/** Writes down what became of an exchange, where somebody wants to know. */
export function tellAccount(
  exchange: Exchange,
  outcome: Outcome,
  account: Account,
): void {
  const { context, span } = exchange;
  span?.end(spanAttributes(exchange, account), outcome === 'server');
  context.observers.logAccess?.(accessEntry(exchange, account));
}

/** A line of the access log. */
function accessEntry(
  { request, headers }: Exchange,
  account: Account,
): AccessEntry {
  return {
    time: Date.now() - account.latencyMs,
    method: request.method,
    target: request.target,
    host: headers.host,
    route: account.route,
    revision: account.revision,
    status: account.status,
    reason: account.reason,
    bytesIn: account.bytesIn,
    bytesOut: account.bytesOut,
    durationMs: account.latencyMs,
    queueMs: account.waitedMs,
    client: request.remoteAddress,
    requestId: headers.requestId,
    traceId: headers.forward[headers.traceparentAt]?.slice(3, 35),
  };
}

/** The span of an exchange, by OpenTelemetry's names for HTTP servers. */
function spanAttributes(
  { request, path }: Exchange,
  account: Account,
): SpanAttributes {
  const { route, revision, reason } = account;
  const query = path.indexOf('?');
  return {
    'http.request.method': request.method,
    'url.scheme': 'http',
    'url.path': query < 0 ? path : path.slice(0, query),
    'http.response.status_code': account.status,
    'client.address': request.remoteAddress,
    'network.protocol.version': request.version,
    ...(route && { 'greenroom.route': route }),
    ...(revision && { 'greenroom.revision': revision }),
    ...(reason && { 'error.type': reason }),
  };
}
