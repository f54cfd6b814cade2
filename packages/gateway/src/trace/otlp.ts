import { Span, SpanAttributes, SpanKind } from './span';

/** OTLP's numbers of {@link SpanKind}. */
const kinds: Readonly<Record<SpanKind, number>> = {
  internal: 1,
  server: 2,
  client: 3,
};

/** OTLP's number of a span that failed. */
const statusError = 2;

/**
 * The body of an OTLP/HTTP request in JSON. Source: opentelemetry-proto, trace/v1.
 *
 * @param resource - who made the spans
 */
export function otlpBody(
  spans: readonly Span[],
  resource: SpanAttributes,
): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [
          {
            scope: { name: '@greenroom/gateway' },
            spans: spans.map(span => ({
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parentSpanId && { parentSpanId: span.parentSpanId }),
              name: span.name,
              kind: kinds[span.kind],
              startTimeUnixNano: nanoseconds(span.startMs),
              endTimeUnixNano: nanoseconds(span.endMs),
              attributes: keyValues(span.attributes),
              ...(span.isError && { status: { code: statusError } }),
            })),
          },
        ],
      },
    ],
  });
}

function keyValues(attributes: SpanAttributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'number'
        ? { intValue: String(Math.round(value)) }
        : { stringValue: value },
  }));
}

/** A double holds microseconds since epoch exactly, not nanoseconds. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`;
}
