import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  context,
  createNoopMeter,
  metrics,
  type ObservableCallback,
  type Span,
  type SpanStatus,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** A span that has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  /** Name of the span that it is in. */
  readonly parent?: string;
  readonly status: SpanStatusCode;
  readonly exceptions: readonly string[];
}

/** A value that an instrument was given. */
export interface RecordedValue {
  readonly name: string;
  readonly value: number;
  readonly attributes: Attributes;
}

/** Installs a recorder of what goes through OpenTelemetry's API, as an SDK would be. */
export function recordTelemetry() {
  const spans: RecordedSpan[] = [];
  const values: RecordedValue[] = [];
  const observed = new Map<string, Set<ObservableCallback>>();
  const names = new WeakMap<Span, string>();
  const storage = new AsyncLocalStorage<Context>();

  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, self, ...args) =>
      storage.run(active, () => run.apply(self, args)),
    bind: (_context, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });

  const startSpan = (name: string, attributes: Attributes = {}): Span => {
    const outer = trace.getSpan(context.active());
    const parent = outer && names.get(outer);
    const exceptions: string[] = [];
    let status = SpanStatusCode.UNSET;
    const span: Span = {
      ...trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 1 }),
      recordException: error => void exceptions.push(messageOf(error)),
      setStatus: ({ code }: SpanStatus) => {
        status = code;
        return span;
      },
      end: () =>
        void spans.push({
          name,
          attributes,
          ...(parent && { parent }),
          status,
          exceptions,
        }),
    };
    names.set(span, name);
    return span;
  };
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan: (name, options) => startSpan(name, options?.attributes),
      startActiveSpan: (name: string, ...rest: unknown[]) => {
        const [options] = rest as [{ attributes?: Attributes }];
        const run = rest[rest.length - 1] as (span: Span) => never;
        const span = startSpan(name, options.attributes);
        return context.with(trace.setSpan(context.active(), span), () =>
          run(span),
        );
      },
    }),
  });

  const take =
    (name: string) =>
    (value: number, attributes = {}) =>
      void values.push({ name, value, attributes });
  metrics.setGlobalMeterProvider({
    getMeter: () =>
      Object.assign(createNoopMeter(), {
        createCounter: (name: string) => ({ add: take(name) }),
        createHistogram: (name: string) => ({ record: take(name) }),
        createObservableGauge: (name: string) => ({
          addCallback: (callback: ObservableCallback) => {
            const callbacks = observed.get(name) ?? new Set();
            observed.set(name, callbacks.add(callback));
          },
          removeCallback: (callback: ObservableCallback) => {
            observed.get(name)?.delete(callback);
          },
        }),
      }),
  });

  return {
    spans,
    values,
    /** What a gauge says now; nothing: nobody observes it. */
    async gauge(name: string): Promise<readonly number[]> {
      const seen: number[] = [];
      for (const callback of observed.get(name) ?? []) {
        await callback({ observe: value => void seen.push(value) });
      }
      return seen;
    },
    /** Nothing is recorded any more. */
    remove() {
      context.disable();
      trace.disable();
      metrics.disable();
    },
  };
}

function messageOf(exception: unknown): string {
  return exception instanceof Error ? exception.message : String(exception);
}
