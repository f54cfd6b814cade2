import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ClusterSettings } from '@greenroom/backstage-plugin-model-serving-common';
import { readDefaultCluster } from '@greenroom/backstage-plugin-model-serving-node';
import { ClusterOptions } from './clusters/types';

/** What the plugin's configuration says, read once. Keys and defaults: `config.d.ts`. */
export interface ModelServingOptions {
  readonly clusters: readonly ClusterOptions[];
  /** Projects that are offered. */
  readonly namespaces: readonly string[];
  readonly ingress: ClusterSettings['ingress'];
  readonly onShutdown: ShutdownPolicy;
  /** Whether people may make tokens that never expire. */
  readonly tokensMayNeverExpire: boolean;
}

/**
 * Whether models go on when the backend ends. `by-signal`: SIGINT (Ctrl-C) stops them, everything else keeps them, so
 * that an upgrade of the portal does not interrupt anybody.
 */
export type ShutdownPolicy = 'keep' | 'stop' | 'by-signal';

const ROOT = 'modelServing';
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const POLICIES: readonly ShutdownPolicy[] = ['keep', 'stop', 'by-signal'];
const SCHEMES: readonly ClusterSettings['ingress']['urlScheme'][] = [
  'http',
  'https',
];

/**
 * Reads the plugin's options.
 *
 * @throws InputError with the full key path of the first value that cannot be.
 */
export function readOptions(config: Config): ModelServingOptions {
  const clusters = readClusters(config);
  const namespaces = config.getOptionalStringArray(`${ROOT}.namespaces`) ?? [
    'default',
  ];
  for (const [i, name] of namespaces.entries()) {
    demandName(name, `${ROOT}.namespaces[${i}]`);
  }
  if (namespaces.length === 0) {
    throw new InputError(
      `${ROOT}.namespaces is empty: name at least one project`,
    );
  }
  return {
    clusters,
    namespaces,
    ingress: {
      domain: config.getOptionalString(`${ROOT}.ingress.domain`) ?? 'localhost',
      domainTemplate:
        config.getOptionalString(`${ROOT}.ingress.domainTemplate`) ??
        '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
      urlScheme:
        readChoice(config, `${ROOT}.ingress.urlScheme`, SCHEMES) ?? 'http',
    },
    onShutdown:
      readChoice(config, `${ROOT}.onShutdown`, POLICIES) ?? 'by-signal',
    tokensMayNeverExpire:
      config.getOptionalBoolean(`${ROOT}.tokens.mayNeverExpire`) ?? false,
  };
}

function readClusters(config: Config): ClusterOptions[] {
  const path = `${ROOT}.clusters`;
  const entries = config.getOptionalConfigArray(path);
  if (!entries) {
    return [
      { name: 'local', driver: 'local', title: 'local', isDefault: true, path },
    ];
  }
  if (entries.length === 0) {
    throw new InputError(`${path} is empty: name at least one cluster`);
  }
  const marked = entries.filter(entry => entry.getOptionalBoolean('default'));
  if (marked.length > 1) {
    throw new InputError(`${path}: only one cluster can be the default one`);
  }
  const defaultCluster = readDefaultCluster(config);
  const seen = new Set<string>();
  return entries.map((entry, i) => {
    const name = entry.getString('name');
    demandName(name, `${path}[${i}].name`);
    if (seen.has(name)) {
      throw new InputError(`${path}[${i}].name '${name}' is used twice`);
    }
    seen.add(name);
    return {
      name,
      driver: entry.getString('driver'),
      title: entry.getOptionalString('title') ?? name,
      isDefault: name === defaultCluster,
      path: `${path}[${i}]`,
    };
  });
}

function readChoice<T extends string>(
  config: Config,
  path: string,
  choices: readonly T[],
): T | undefined {
  const value = config.getOptionalString(path);
  if (value === undefined) return undefined;
  const choice = choices.find(known => known === value);
  if (!choice) {
    throw new InputError(
      `${path} is '${value}'; it must be one of ${choices.join(', ')}`,
    );
  }
  return choice;
}

function demandName(name: string, path: string): void {
  if (NAME.test(name)) return;
  throw new InputError(
    `${path} '${name}' is not a name: lower case letters, digits and '-', at most 63 characters, not at the ends '-'`,
  );
}
