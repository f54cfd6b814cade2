/** Values of a span, by OpenTelemetry's names where it has one. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** What happened between two moments, as part of a trace. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** ms since epoch, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  /** It did not do what it should. */
  readonly isError: boolean;
}

/** `server`: a request came; `client`: one was sent; `internal`: neither. */
export type SpanKind = 'internal' | 'server' | 'client';
