import { ServingRuntime } from '../resources';
import { Relaxed, strict } from './matching';
import { defaultProtocolOf } from './protocols';
import { priorityOf, ranked } from './ranking';
import { rejectionOf } from './rejection';
import { selectNamedRuntime } from './selectNamedRuntime';
import { RejectedRuntime, RuntimeQuery, RuntimeSelection } from './types';

const FORMAT_PATH = 'spec.predictor.model.modelFormat.name';

const SCOPES: readonly ServingRuntime['kind'][] = [
  'ServingRuntime',
  'ClusterServingRuntime',
];

/** Fewest relaxations first; between equally many, in this order. */
const RELAXATIONS: readonly Relaxed[] = [
  { protocol: true, case: false, version: false },
  { protocol: false, case: true, version: false },
  { protocol: false, case: false, version: true },
  { protocol: true, case: true, version: false },
  { protocol: true, case: false, version: true },
  { protocol: false, case: true, version: true },
  { protocol: true, case: true, version: true },
];

/**
 * Which runtimes can serve a model, best first, and for every other one why not.
 *
 * KServe's algorithm; a runtime of the namespace beats every cluster runtime. In profile `greenroom`, where KServe finds
 * nothing, rules are relaxed as little as needed: without a protocol any is accepted (KServe assumes v1, so that `onnx`
 * finds nothing with the shipped runtimes), format names ignore case, a version's dotted prefix matches. What KServe
 * picks is always picked here too, unless this cluster cannot start it.
 *
 * Source: kserve-resources §7.
 * @public
 */
export function selectRuntimes(query: RuntimeQuery): RuntimeSelection {
  const inScope = query.runtimes.filter(
    runtime =>
      runtime.kind === 'ClusterServingRuntime' ||
      runtime.metadata.namespace === query.namespace,
  );
  const scoped: RuntimeQuery = { ...query, runtimes: inScope };
  if (query.model.runtime) return selectNamedRuntime(scoped);

  const attempts =
    query.profile === 'kserve' ? [strict] : [strict, ...RELAXATIONS];
  const failed: RuntimeSelection[] = [];
  for (const relaxed of attempts) {
    // A protocol that the user wrote is never dropped.
    if (relaxed.protocol && query.model.protocolVersion) continue;
    const selection = attempt(scoped, relaxed);
    if (selection.candidates.length > 0) return selection;
    failed.push(selection);
  }
  // That something would fit if only it could be started says more than that KServe's own rules find nothing.
  const telling =
    failed.find(({ rejected }) =>
      rejected.some(({ reason }) => reason === 'unavailable'),
    ) ?? failed[0];
  return { ...telling, relaxations: [], failure: failureOf(telling, query) };
}

function attempt(query: RuntimeQuery, relaxed: Relaxed): RuntimeSelection {
  // Scopes are ranked apart: priority never crosses scope.
  const order = SCOPES.flatMap(kind =>
    ranked(
      query.runtimes.filter(runtime => runtime.kind === kind),
      query,
      relaxed,
    ),
  );
  const fitting = order.filter(
    runtime => !rejectionOf(runtime, query, relaxed),
  );
  const [winner, ...others] = fitting;
  const rejected = order.flatMap((runtime): RejectedRuntime[] => {
    const rejection = rejectionOf(runtime, query, relaxed);
    return rejection ? [{ runtime, ...rejection }] : [];
  });
  return {
    candidates: fitting.map(runtime => ({
      runtime,
      protocol: query.model.protocolVersion || defaultProtocolOf(runtime),
    })),
    rejected: [
      ...others.map(
        (runtime): RejectedRuntime => ({
          runtime,
          reason: 'outranked',
          sentence: outrankedSentence(runtime, winner, query, relaxed),
        }),
      ),
      ...rejected,
    ],
    relaxations: inWords(relaxed),
  };
}

function outrankedSentence(
  runtime: ServingRuntime,
  winner: ServingRuntime,
  query: RuntimeQuery,
  relaxed: Relaxed,
): string {
  const frame = `"${runtime.metadata.name}" fits too, but "${winner.metadata.name}" comes first:`;
  if (runtime.kind !== winner.kind) {
    return `${frame} it belongs to the project, and those come before runtimes of the cluster.`;
  }
  const [own, best] = [runtime, winner].map(r => priorityOf(r, query, relaxed));
  if (own !== best) {
    return `${frame} its priority is ${best}, against ${own ?? 'none'}.`;
  }
  return `${frame} of equal ones the lower protocol, then the newer, then the name decides.`;
}

function inWords(relaxed: Relaxed): string[] {
  return [
    ...(relaxed.protocol
      ? ['No protocol is given, so runtimes of any protocol were considered.']
      : []),
    ...(relaxed.case
      ? ['Format names were compared without regard to upper and lower case.']
      : []),
    ...(relaxed.version
      ? ['A runtime for a version serves what refines it ("1" serves "1.0.2").']
      : []),
  ];
}

function failureOf(
  nothing: RuntimeSelection,
  query: RuntimeQuery,
): RuntimeSelection['failure'] {
  const unavailable = nothing.rejected.find(r => r.reason === 'unavailable');
  if (unavailable) {
    return {
      reason: 'RuntimeUnavailable',
      message: unavailable.sentence,
      path: FORMAT_PATH,
    };
  }
  return {
    reason: 'NoSupportingRuntime',
    message: 'No runtime found to support specified framework/version',
    path: query.model.protocolVersion
      ? 'spec.predictor.model.protocolVersion'
      : FORMAT_PATH,
  };
}
