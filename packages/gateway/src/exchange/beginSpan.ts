import { InboundRequest } from '../inbound';
import { OpenSpan, readTraceparent, Tracer } from '../trace';
import { RequestHeaders } from './requestHeaders';

/** Begins the span of a request, if its trace is recorded; replicas are told it as their caller. */
export function beginSpan(
  tracer: Tracer,
  { method }: InboundRequest,
  { forward, traceparentAt, isTraceNew }: RequestHeaders,
): OpenSpan | undefined {
  const parent = readTraceparent(forward[traceparentAt]);
  if (!parent) return undefined;
  const span = tracer.begin(method, parent, isTraceNew);
  if (span) forward[traceparentAt] = span.traceparent;
  return span;
}
