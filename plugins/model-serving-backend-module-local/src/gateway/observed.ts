import { createHash } from 'node:crypto';

/** How a gateway is told what it writes down of requests. */
export interface GatewayArguments {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** `modelServing.local.gateway`, the part about what is written down. */
export interface ObservedConfig {
  /** A file, or `-` for the gateway's own log. */
  readonly accessLog?: string;
  readonly tracing?: {
    readonly endpoint: string;
    readonly ratio: number;
    readonly headers: Readonly<Record<string, string>>;
  };
}

/** Nothing. */
export const nothingObserved: GatewayArguments = { args: [], env: {} };

/** Headers go by the environment, not as an argument that everybody on the machine can read. */
export function gatewayArguments({
  accessLog,
  tracing,
}: ObservedConfig): GatewayArguments {
  const headers = Object.entries(tracing?.headers ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return {
    args: [
      ...(accessLog ? ['--access_log', accessLog] : []),
      ...(tracing
        ? [
            ...['--otlp_endpoint', tracing.endpoint],
            ...['--trace_ratio', String(tracing.ratio)],
          ]
        : []),
    ],
    env:
      headers.length > 0
        ? { OTEL_EXPORTER_OTLP_HEADERS: headers.join(',') }
        : {},
  };
}

/** Tells settings apart without showing them. */
export function digestOf(observed: GatewayArguments): string {
  return createHash('sha256').update(JSON.stringify(observed)).digest('hex');
}
