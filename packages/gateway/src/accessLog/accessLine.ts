/** A request that is over. */
export interface AccessEntry {
  /** ms since epoch, when its head came. */
  readonly time: number;
  readonly method: string;
  /** As the client sent it; its query is not logged. */
  readonly target: string;
  readonly host: string;
  /** Undefined: it reached none. */
  readonly route: string | undefined;
  readonly revision: string | undefined;
  /** 499: the client left before its answer. */
  readonly status: number;
  /** Why the gateway itself answered, or broke off. */
  readonly reason: string | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
  /** Time that it waited for a replica. */
  readonly queueMs: number;
  readonly client: string;
  readonly requestId: string;
  readonly traceId: string | undefined;
}

/** What a client may write into a line, per value. */
const maxText = 1024;

/**
 * One line of JSON. What could be a secret is never part of it: no query, no header but Host and the request's id.
 */
export function accessLine(entry: AccessEntry): string {
  const { target, host } = entry;
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return `${JSON.stringify({
    time: new Date(entry.time).toISOString(),
    method: entry.method,
    path: path.slice(0, maxText),
    host: host.slice(0, maxText),
    route: entry.route,
    revision: entry.revision,
    status: entry.status,
    reason: entry.reason,
    bytesIn: entry.bytesIn,
    bytesOut: entry.bytesOut,
    durationMs: rounded(entry.durationMs),
    queueMs: rounded(entry.queueMs),
    client: entry.client,
    requestId: entry.requestId,
    traceId: entry.traceId,
  })}\n`;
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
