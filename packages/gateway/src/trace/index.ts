export { OtlpSender, readOtlpHeaders } from './otlpSender';
export type { OtlpTarget } from './otlpSender';
export { RandomHex } from './randomHex';
export type { Span, SpanAttributes, SpanKind } from './span';
export { SpanExporter } from './spanExporter';
export { readTraceparent, writeTraceparent } from './traceContext';
export type { TraceContext } from './traceContext';
export { Tracer } from './tracer';
export type { OpenSpan } from './tracer';
