/** Who caused a request, as W3C Trace Context says it. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 of them: the caller's span. */
  readonly spanId: string;
  /** The caller records the trace and wants others to. */
  readonly isSampled: boolean;
}

const pattern =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; undefined if it is not valid. Later versions are read as far as this one goes. */
export function readTraceparent(text: string): TraceContext | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & 1) === 1 };
}

/** The `traceparent` that names a span as the caller. */
export function writeTraceparent({
  traceId,
  spanId,
  isSampled,
}: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * Whether a trace that begins here is recorded: by its id, so that everybody who decides by the same share decides
 * alike. Source: OpenTelemetry's TraceIdRatioBased.
 *
 * @param ratio - 0 to 1
 */
export function isInRatio(traceId: string, ratio: number): boolean {
  return parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32;
}
