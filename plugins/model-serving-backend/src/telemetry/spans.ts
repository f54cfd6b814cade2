import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';

/** Instrumentation scope, as Backstage names those of its plugins. */
export const SCOPE = 'backstage-plugin-model-serving';

/**
 * Does something within a span, which ends with it. What it throws is on the span and goes on.
 *
 * @param isFault - whether what it threw makes the span one of an error. Default: always
 */
export function withSpan<T>(
  name: string,
  attributes: Attributes,
  run: () => Promise<T>,
  isFault: (error: unknown) => boolean = () => true,
): Promise<T> {
  // Asked for each time: whoever installs an SDK may do so later than this is loaded.
  const tracer = trace.getTracer(SCOPE);
  return tracer.startActiveSpan(name, { attributes }, async span => {
    try {
      return await run();
    } catch (error) {
      if (isFault(error)) {
        span.recordException(
          error instanceof Error ? error : new Error(String(error)),
        );
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      throw error;
    } finally {
      span.end();
    }
  });
}
