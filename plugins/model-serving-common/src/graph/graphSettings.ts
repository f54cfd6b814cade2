import { FieldMessage } from '../FieldMessage';
import { annotations } from '../constants';
import { GraphMerge } from '../gateway/graph';
import { InferenceGraph } from '../resources';
import { Profile } from '../settings';
import { parseHeaderPattern } from '../gateway/headerPattern';

const MAX_TIMEOUT_MS = 3_600_000;
const MAX_RETRIES = 5;
const MERGES: readonly GraphMerge[] = ['first', 'mean', 'vote'];

/** What a graph says in annotations, where KServe's fields end: the object stays valid for KServe. @public */
export interface GraphSettings {
  /** Absent: what the installation says. */
  readonly profile?: Profile;
  /** Absent: what the installation says. */
  readonly headers?: readonly string[];
  /** By `<node>/<name or index of a step>`. */
  readonly steps: ReadonlyMap<string, GraphStepSettings>;
  /** By node. */
  readonly merges: ReadonlyMap<string, GraphMerge>;
  readonly problems: readonly FieldMessage[];
}

/** @public */
export interface GraphStepSettings {
  readonly timeoutMs?: number;
  readonly retries?: number;
}

/** Reads the annotations of a graph; what cannot be read is a problem and left out. @public */
export function graphSettingsOf(graph: InferenceGraph): GraphSettings {
  const notes = graph.metadata.annotations ?? {};
  const problems: FieldMessage[] = [];
  const report = (key: string, message: string) =>
    problems.push({ path: `metadata.annotations[${key}]`, message });
  const steps = new Map<string, GraphStepSettings>();
  const merges = new Map<string, GraphMerge>();
  const said = notes[annotations.graphSteps];
  if (said)
    readSteps(said, graph, { steps, merges }, message =>
      report(annotations.graphSteps, message),
    );
  const profile = notes[annotations.graphProfile];
  const isProfile = profile === 'kserve' || profile === 'greenroom';
  if (profile && !isProfile)
    report(
      annotations.graphProfile,
      `"${profile}" is none of kserve, greenroom`,
    );
  const headers = notes[annotations.graphHeaders]
    ?.split(',')
    .map(pattern => pattern.trim())
    .filter(Boolean);
  for (const pattern of headers ?? []) {
    const { problem } = parseHeaderPattern(pattern);
    if (problem) report(annotations.graphHeaders, `"${pattern}" ${problem}`);
  }
  return {
    ...(isProfile ? { profile } : {}),
    ...(headers ? { headers } : {}),
    steps,
    merges,
    problems,
  };
}

function readSteps(
  text: string,
  graph: InferenceGraph,
  into: {
    readonly steps: Map<string, GraphStepSettings>;
    readonly merges: Map<string, GraphMerge>;
  },
  report: (message: string) => void,
): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isObject(value)) {
    report('is no JSON object by <node>/<step> or <node>');
    return;
  }
  for (const [key, settings] of Object.entries(value)) {
    const slash = key.indexOf('/');
    const node = slash < 0 ? key : key.slice(0, slash);
    const router = graph.spec.nodes[node];
    if (!Object.hasOwn(graph.spec.nodes, node)) {
      report(`names the node "${node}", which there is not`);
    } else if (!isObject(settings)) {
      report(`${key} is no JSON object`);
    } else if (slash < 0) {
      const merge = MERGES.find(known => known === settings.merge);
      if (!merge) report(`${key}.merge is none of ${MERGES.join(', ')}`);
      else if (router.routerType !== 'Ensemble')
        report(`${key}.merge is only for an Ensemble`);
      else into.merges.set(node, merge);
    } else {
      const step = key.slice(slash + 1);
      const isKnown = router.steps?.some(
        ({ name }, i) => name === step || String(i) === step,
      );
      const { timeoutMs, retries } = settings;
      if (!isKnown) report(`names the step "${key}", which there is not`);
      if (!isWithin(timeoutMs, 1, MAX_TIMEOUT_MS))
        report(`${key}.timeoutMs is no whole number of 1 to ${MAX_TIMEOUT_MS}`);
      else if (!isWithin(retries, 0, MAX_RETRIES))
        report(`${key}.retries is no whole number of 0 to ${MAX_RETRIES}`);
      else into.steps.set(key, { timeoutMs, retries });
    }
  }
}

function isWithin(
  value: unknown,
  from: number,
  to: number,
): value is number | undefined {
  return (
    value === undefined ||
    (Number.isInteger(value) && Number(value) >= from && Number(value) <= to)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
