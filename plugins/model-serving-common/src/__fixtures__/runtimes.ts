import { ModelSpec, Protocol, ServingRuntime } from '../resources';
import { selectRuntimes } from '../runtimes';
import { RuntimeQuery } from '../runtimes';

type Format = [name: string, version?: string, priority?: number];

export function runtime(
  name: string,
  formats: Format[],
  protocols: Protocol[],
  more: Partial<ServingRuntime['spec']> & {
    cluster?: boolean;
    at?: string;
  } = {},
): ServingRuntime {
  const { cluster, at, ...spec } = more;
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: cluster ? 'ClusterServingRuntime' : 'ServingRuntime',
    metadata: {
      name,
      namespace: cluster ? undefined : 'demo',
      creationTimestamp: at,
    },
    spec: {
      supportedModelFormats: formats.map(([format, version, priority]) => ({
        name: format,
        version,
        priority,
        autoSelect: true,
      })),
      protocolVersions: protocols,
      containers: [{ name: 'kserve-container', image: `${name}:1` }],
      ...spec,
    },
  };
}

export const both: Protocol[] = ['v1', 'v2'];

// The fixture of reference kserve-resources §7.
export const fixture = [
  runtime('tf-runtime', [['tensorflow', '1', 1]], both),
  runtime('sklearn-runtime', [['sklearn', '0', 1]], both),
  runtime(
    'mlserver-runtime',
    [
      ['sklearn', '0', 2],
      ['lightgbm', '3', 2],
    ],
    ['v2'],
  ),
  runtime('pmml-runtime', [['pmml', '4']], both, {
    disabled: true,
    supportedModelFormats: [{ name: 'pmml', version: '4' }],
  }),
  runtime('cluster-tf-runtime', [['tensorflow', '1', 1]], both, {
    cluster: true,
  }),
  runtime('cluster-xgboost-runtime', [['xgboost', '0', 1]], ['v2'], {
    cluster: true,
  }),
];

export function query(
  model: Partial<ModelSpec> & { format: string; version?: string },
  change: Partial<RuntimeQuery> = {},
): RuntimeQuery {
  const { format, version, ...rest } = model;
  return {
    model: { modelFormat: { name: format, version }, ...rest },
    namespace: 'demo',
    runtimes: fixture,
    multiModel: false,
    multiNode: false,
    profile: 'greenroom',
    ...change,
  };
}

export function names(selection: ReturnType<typeof selectRuntimes>): string[] {
  return selection.candidates.map(entry => entry.runtime.metadata.name);
}

export function whyNot(selection: ReturnType<typeof selectRuntimes>) {
  return Object.fromEntries(
    selection.rejected.map(entry => [
      entry.runtime.metadata.name,
      entry.reason,
    ]),
  );
}
