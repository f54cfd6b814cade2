import os from 'node:os';
import { parseArgs } from 'node:util';
import { AcceptMode, FramingKind, UpstreamKind } from './ipc';
import { ObserverOptions } from './observers';
import { readOtlpHeaders } from './trace';

/** How a gateway was asked to run. */
export interface ProgramOptions {
  readonly dataDir: string;
  /** Address of the public listener. */
  readonly host: string;
  /** Port of the public listener; 0 chooses a free one. */
  readonly port: number;
  readonly workers: number;
  /** Address of the control and metrics listeners. */
  readonly controlHost: string;
  readonly controlPort: number;
  /** File with the token of the control listener; absent: one of the data folder, made if it is not there. */
  readonly controlTokenFile?: string;
  readonly metricsPort: number;
  readonly accept: AcceptMode;
  readonly upstream: UpstreamKind;
  readonly framing: FramingKind;
  /** What is written down of requests. */
  readonly observers: ObserverOptions;
}

/** The machine that options are read for. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  /** As `process.versions.node`. */
  readonly nodeVersion: string;
  readonly cores: number;
}

/** The machine this process runs on. */
export function thisPlatform(): Platform {
  return {
    platform: process.platform,
    nodeVersion: process.versions.node,
    cores: os.availableParallelism(),
  };
}

/** Variables that the program reads: what must not be seen in a list of processes. */
export interface Environment {
  /** Headers for the collector, as OpenTelemetry has it. */
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
}

/** The arguments cannot be used. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Reads the program's arguments.
 *
 * @throws UsageError naming the argument.
 */
export function parseOptions(
  args: readonly string[],
  machine: Platform,
  environment: Environment = {},
): ProgramOptions {
  const values = parse(args);
  if (!values.data_dir)
    throw new UsageError('--data_dir is missing: a folder of this gateway');
  return {
    dataDir: values.data_dir,
    host: values.host,
    port: integer('port', values.port, 0, 65_535),
    workers: values.workers
      ? integer('workers', values.workers, 1, 256)
      : Math.min(2, machine.cores),
    controlHost: values.control_host,
    controlPort: integer('control_port', values.control_port, 0, 65_535),
    ...(values.control_token_file
      ? { controlTokenFile: values.control_token_file }
      : {}),
    metricsPort: integer('metrics_port', values.metrics_port, 0, 65_535),
    accept: oneOf('accept', values.accept ?? acceptModeOf(machine), [
      'reuse-port',
      'pass',
    ]),
    upstream: oneOf('upstream', values.upstream, ['native', 'undici']),
    framing: oneOf('framing', values.framing, ['native', 'node']),
    observers: {
      ...(values.access_log ? { accessLog: values.access_log } : {}),
      ...(values.otlp_endpoint
        ? {
            tracing: {
              endpoint: httpUrl('otlp_endpoint', values.otlp_endpoint),
              ratio: ratio('trace_ratio', values.trace_ratio),
              headers: readOtlpHeaders(
                environment.OTEL_EXPORTER_OTLP_HEADERS ?? '',
              ),
              resource: { 'service.name': 'greenroom-gateway' },
            },
          }
        : {}),
    },
  };
}

/** Workers share a port themselves where kernel and Node can do it. */
export function acceptModeOf(machine: Platform): AcceptMode {
  const [major, minor] = machine.nodeVersion.split('.').map(Number);
  const isKnownToNode =
    major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
  return machine.platform === 'linux' && isKnownToNode ? 'reuse-port' : 'pass';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data_dir: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8080' },
        workers: { type: 'string' },
        control_host: { type: 'string', default: '127.0.0.1' },
        control_port: { type: 'string', default: '0' },
        control_token_file: { type: 'string' },
        metrics_port: { type: 'string', default: '0' },
        accept: { type: 'string' },
        upstream: { type: 'string', default: 'native' },
        framing: { type: 'string', default: 'native' },
        access_log: { type: 'string' },
        otlp_endpoint: { type: 'string' },
        trace_ratio: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new UsageError(
      `--${name} is '${text}', which is not an integer from ${min} to ${max}`,
    );
  return value;
}

function ratio(name: string, text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= 1))
    throw new UsageError(
      `--${name} is '${text}', which is not a number from 0 to 1`,
    );
  return value;
}

/** Not repeated if it is wrong: it may hold a password. */
function httpUrl(name: string, text: string): string {
  if (!/^https?:\/\/[^/@]+(?:\/[^@]*)?$/.test(text) || !URL.canParse(text))
    throw new UsageError(
      `--${name} is not an http or https URL without a user name`,
    );
  return text;
}

function oneOf<T extends string>(
  name: string,
  value: string,
  allowed: readonly T[],
): T {
  const found = allowed.find(candidate => candidate === value);
  if (!found)
    throw new UsageError(
      `--${name} is '${value}', which is none of ${allowed.join(', ')}`,
    );
  return found;
}
