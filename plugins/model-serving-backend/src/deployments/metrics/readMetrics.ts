import type {
  DeploymentMetrics,
  MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Sample, Stores } from '../../store';
import type { StoredResource } from '../../store';
import { absenceOf } from './absenceOf';
import { deploymentMetrics, metricSpan } from './deploymentMetrics';
import type { PartSamples } from './trafficParts';
import { withoutRequests } from './withoutRequests';

/**
 * Charts of a deployment for the time up to `to`, ms since epoch; where there is nothing, why. Who called is part of it: what
 * is not for everybody is taken out elsewhere.
 */
export async function readMetrics(
  { samples, tokens }: Pick<Stores, 'samples' | 'tokens'>,
  stored: StoredResource<'InferenceService'>,
  options: {
    readonly range: MetricRange;
    readonly to: number;
    /** Why no gateway of ours sees its requests. */
    readonly ungated?: string;
  },
): Promise<DeploymentMetrics> {
  const { uid } = stored;
  const { range, to, ungated } = options;
  // As many are counted as are drawn
  const { from } = metricSpan(range, to);
  const [own, revisions, tags, byToken, refusals] = await Promise.all([
    samples.query(uid, from, to),
    samples.queryParts(uid, 'revision', from, to),
    samples.queryParts(uid, 'tag', from, to),
    samples.queryParts(uid, 'token', from, to),
    samples.queryParts(uid, 'refusal', from, to),
  ]);
  const known = byToken.size > 0 ? await tokens.list(stored) : [];
  const metrics = deploymentMetrics({
    samples: own,
    revisions: partsOf(revisions),
    tags: partsOf(tags),
    tokens: tokenParts(byToken, known),
    refusals: partsOf(refusals),
    range,
    to,
    absence: absenceOf(stored),
  });
  return ungated
    ? withoutRequests(metrics, `Requests are not counted here: ${ungated}.`)
    : metrics;
}

type ById = ReadonlyMap<string, readonly Sample[]>;

function partsOf(parts: ById): PartSamples[] {
  return [...parts].map(([name, samples]) => ({ name, samples }));
}

/** By name: the values of a token that was rotated are one. What is no token any more is part of the rest. */
function tokenParts(
  byId: ById,
  known: readonly {
    readonly id: string;
    readonly family: string;
    readonly name: string;
  }[],
): PartSamples[] {
  const byFamily = new Map<string, { name: string; samples: Sample[] }>();
  const rest: Sample[] = [];
  const tokens = new Map(known.map(token => [token.id, token]));
  for (const [id, samples] of byId) {
    const token = tokens.get(id);
    if (!token) {
      rest.push(...samples);
      continue;
    }
    const part = byFamily.get(token.family) ?? {
      name: token.name,
      samples: [],
    };
    byFamily.set(token.family, part);
    part.samples.push(...samples);
  }
  const parts: PartSamples[] = [...byFamily.values()].map(
    ({ name, samples }) => ({ name, samples: together(samples) }),
  );
  return rest.length > 0
    ? [...parts, { name: 'others', isRest: true, samples: together(rest) }]
    : parts;
}

/** One sample for each moment: answers add up, the time that they took does not. Of tokens nothing else is measured. */
function together(samples: readonly Sample[]): Sample[] {
  const byTime = new Map<number, Sample>();
  for (const sample of samples) {
    const other = byTime.get(sample.at);
    byTime.set(
      sample.at,
      other
        ? {
            ...sample,
            seconds: Math.max(other.seconds, sample.seconds),
            ok: other.ok + sample.ok,
            client: other.client + sample.client,
            server: other.server + sample.server,
          }
        : sample,
    );
  }
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}
