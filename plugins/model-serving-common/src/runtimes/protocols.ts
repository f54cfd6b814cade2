import { annotations } from '../constants';
import { Protocol, ServingRuntime } from '../resources';

const ORDER: Readonly<Record<string, number>> = {
  v1: 1,
  v2: 2,
  'grpc-v1': 3,
  'grpc-v2': 4,
};
/** Rank of anything else, or of no protocol at all. */
const LAST = 5;

/** Server types that shipped runtimes imply by their name alone. */
const TYPE_BY_NAME: Readonly<Record<string, string>> = {
  'kserve-mlserver': 'mlserver',
  'kserve-torchserve': 'torchserve',
  'kserve-tritonserver': 'tritonserver',
  'kserve-tensorflow-serving': 'tensorflow-serving',
  'kserve-huggingfaceserver': 'huggingfaceserver',
  'kserve-vllmserver': 'vllmserver',
};

const PROTOCOL_BY_TYPE: Readonly<Record<string, Protocol>> = {
  mlserver: 'v2',
  torchserve: 'v1',
  tritonserver: 'v2',
};

/**
 * Which server a runtime starts, by its annotation `serving.kserve.io/server-type`, else by the name of a runtime that
 * KServe ships. Source: kserve-resources §1.
 * @public
 */
export function serverTypeOf(runtime: ServingRuntime): string | undefined {
  return (
    runtime.metadata.annotations?.[annotations.serverType] ??
    (Object.hasOwn(TYPE_BY_NAME, runtime.metadata.name)
      ? TYPE_BY_NAME[runtime.metadata.name]
      : undefined)
  );
}

/** Place of a runtime's lowest protocol in KServe's order; 5 if it names none. */
export function protocolRank(runtime: ServingRuntime): number {
  return Math.min(
    LAST,
    ...(runtime.spec.protocolVersions ?? []).map(
      protocol => ORDER[protocol] ?? LAST,
    ),
  );
}

/**
 * Protocol of a runtime for a model that names none: what its server type defaults to, else its lowest; undefined if it
 * names none. Source: kserve-resources §4, §7.
 */
export function defaultProtocolOf(
  runtime: ServingRuntime,
): Protocol | undefined {
  const offered = runtime.spec.protocolVersions ?? [];
  const byType = PROTOCOL_BY_TYPE[serverTypeOf(runtime) ?? ''];
  if (byType && (offered.length === 0 || offered.includes(byType))) {
    return byType;
  }
  return [...offered].sort(
    (a, b) => (ORDER[a] ?? LAST) - (ORDER[b] ?? LAST),
  )[0];
}
