import { resolve } from 'node:path';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  SERVING_RUNTIME_API_VERSION,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ObservedConfig } from '../gateway';
import { PortRange } from '../host';
import { parseQuantity, Program } from '../launch';

/** `modelServing.local`, with defaults. */
export interface LocalConfig {
  /** Absolute. */
  readonly dataDir: string;
  /** Programs that the platform team allows, beside those built in. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly runtimes: readonly ServingRuntime[];
  readonly gateway: {
    readonly port: number;
    readonly host: string;
    readonly workers: number;
  } & ObservedConfig;
  readonly cacheLimitBytes?: number;
  readonly storage: LocalStorageConfig;
  /** Sum of what all replicas may ask for. */
  readonly memoryBytes: number;
  readonly maxReplicas: number;
  readonly ports?: PortRange;
  readonly startTimeoutMs: number;
  readonly addresses: {
    readonly allowPrivate: boolean;
    readonly allowHosts: readonly string[];
  };
}

/** Which storages models may come from, beside those that need nothing said. */
export interface LocalStorageConfig {
  /** Folders that `file://` may read, absolute. */
  readonly fileRoots: readonly string[];
  readonly hfEndpoint?: string;
  readonly gcsEndpoint?: string;
  /** `host:port` of registries without TLS. */
  readonly insecureRegistries: readonly string[];
  /** Largest model. */
  readonly maxModelBytes?: number;
}

/** What the machine has, where the configuration does not say. */
export interface MachineSize {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/**
 * Reads the part of the configuration that is about this machine.
 * @param root - the whole configuration
 * @throws InputError naming the key
 */
export function readLocalConfig(
  root: Config,
  machine: MachineSize,
): LocalConfig {
  const local = root.getOptionalConfig('modelServing.local');
  const addresses = root.getOptionalConfig('modelServing.addresses');
  const bytes = (key: string) => readBytes(local, key);
  return {
    dataDir: resolve(local?.getOptionalString('dataDir') ?? '.greenroom/local'),
    programs: readPrograms(local?.getOptionalConfig('programs')),
    runtimes: (local?.getOptionalConfigArray('runtimes') ?? []).map(
      readRuntime,
    ),
    gateway: {
      port: readPort(local, 'gateway.port') ?? 8080,
      host: local?.getOptionalString('gateway.host') ?? 'localhost',
      workers: readCount(local, 'gateway.workers') ?? 2,
      ...readObserved(local),
    },
    cacheLimitBytes: bytes('cache.limit'),
    storage: {
      fileRoots: (local?.getOptionalStringArray('storage.fileRoots') ?? []).map(
        folder => resolve(folder),
      ),
      hfEndpoint: readUrl(local, 'storage.huggingFaceEndpoint'),
      gcsEndpoint: readUrl(local, 'storage.googleEndpoint'),
      insecureRegistries:
        local?.getOptionalStringArray('storage.insecureRegistries') ?? [],
      maxModelBytes: bytes('storage.maxModelSize'),
    },
    memoryBytes: bytes('memory.limit') ?? machine.memoryBytes * 0.8,
    maxReplicas: readCount(local, 'replicas.max') ?? machine.cpus * 8,
    ports: readRange(local),
    startTimeoutMs: (readCount(local, 'startTimeoutSeconds') ?? 120) * 1000,
    addresses: {
      allowPrivate: addresses?.getOptionalBoolean('allowPrivate') ?? false,
      allowHosts: addresses?.getOptionalStringArray('allowHosts') ?? [],
    },
  };
}

function readObserved(local?: Config): ObservedConfig {
  const accessLog = local?.getOptionalString('gateway.accessLog');
  const tracing = local?.getOptionalConfig('gateway.tracing');
  const headers = tracing?.getOptionalConfig('headers');
  return {
    ...(accessLog
      ? { accessLog: accessLog === '-' ? accessLog : resolve(accessLog) }
      : {}),
    ...(tracing
      ? {
          tracing: {
            endpoint:
              readUrl(local, 'gateway.tracing.endpoint') ??
              tracing.getString('endpoint'),
            ratio: readRatio(tracing),
            headers: Object.fromEntries(
              (headers?.keys() ?? []).map(name => [
                name,
                headers!.getString(name),
              ]),
            ),
          },
        }
      : {}),
  };
}

function readRatio(tracing: Config): number {
  const ratio = tracing.getOptionalNumber('ratio') ?? 1;
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw new InputError(
    `modelServing.local.gateway.tracing.ratio must be between 0 and 1, got ${ratio}`,
  );
}

function readPrograms(config?: Config): ReadonlyMap<string, Program> {
  return new Map(
    (config?.keys() ?? []).map(name => {
      const entry = config!.getConfig(name);
      const env = entry.getOptionalConfig('env');
      const program: Program = {
        command: pathOrName(entry.getString('command')),
        args: entry.getOptionalStringArray('args') ?? [],
        env: Object.fromEntries(
          (env?.keys() ?? []).map(key => [key, env!.getString(key)]),
        ),
        reportsState: false,
      };
      return [name, program];
    }),
  );
}

/** Replicas work in folders of their own: a relative path would lead elsewhere. */
function pathOrName(command: string): string {
  return command.includes('/') ? resolve(command) : command;
}

function readRuntime(config: Config): ServingRuntime {
  const name = config.getString('metadata.name');
  return {
    ...config.get<ServingRuntime>(),
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: 'ClusterServingRuntime',
    metadata: { ...config.get<ServingRuntime['metadata']>('metadata'), name },
    spec: config.get<ServingRuntime['spec']>('spec'),
  };
}

function readRange(config?: Config): PortRange | undefined {
  const from = readPort(config, 'ports.from');
  const to = readPort(config, 'ports.to');
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined || from > to) {
    throw new InputError(
      'modelServing.local.ports: needs both from and to, from not above to',
    );
  }
  return { from, to };
}

function readPort(config: Config | undefined, key: string): number | undefined {
  const port = config?.getOptionalNumber(key);
  if (
    port !== undefined &&
    !(Number.isInteger(port) && port > 0 && port < 65_536)
  ) {
    throw new InputError(
      `modelServing.local.${key}: ${port} is not a port, expected 1 to 65535`,
    );
  }
  return port;
}

function readCount(
  config: Config | undefined,
  key: string,
): number | undefined {
  const count = config?.getOptionalNumber(key);
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
    throw new InputError(
      `modelServing.local.${key}: ${count} is not a whole number above 0`,
    );
  }
  return count;
}

function readUrl(config: Config | undefined, key: string): string | undefined {
  const text = config?.getOptionalString(key);
  if (text !== undefined && !(/^https?:/.test(text) && URL.canParse(text))) {
    throw new InputError(
      `modelServing.local.${key}: '${text}' is not a URL with http:// or https://`,
    );
  }
  return text;
}

function readBytes(
  config: Config | undefined,
  key: string,
): number | undefined {
  const text = config?.getOptional(key);
  if (text === undefined) return undefined;
  const bytes = parseQuantity(String(text));
  if (bytes === undefined) {
    throw new InputError(
      `modelServing.local.${key}: '${text}' is not a size such as 10Gi`,
    );
  }
  return bytes;
}
