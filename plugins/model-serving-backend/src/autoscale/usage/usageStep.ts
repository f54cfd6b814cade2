import type { ScalingRules } from '@greenroom/backstage-plugin-model-serving-common';
import { groupReplicas } from './groupReplicas';
import { hpaRate } from './hpaRate';
import { hpaReplicas, UsageProposal } from './hpaReplicas';
import { hpaStabilize, withRecommendation } from './hpaStabilize';
import type { UsageScale } from './types';
import type {
  UsageInputs,
  UsageMemory,
  UsageReason,
  UsageRecord,
} from './UsageRecord';

/**
 * One look at a revision that is scaled by usage: what its metrics call for, after waiting out short changes, as fast as the
 * policies allow, within bounds. The same inputs give the same record, whoever decides, and whenever.
 *
 * Source: Kubernetes `HorizontalController.reconcileAutoscaler`; autoscaling.md §9.
 */
export function usageStep(inputs: UsageInputs): UsageRecord {
  const { spec, before } = inputs;
  const { minScale, maxScale } = spec;
  // What is out of bounds is brought back at once, whatever is measured.
  if (before.replicas > maxScale) {
    return recordOf(inputs, { replicas: maxScale, reason: 'TooManyReplicas' });
  }
  if (before.replicas < minScale) {
    return recordOf(inputs, { replicas: minScale, reason: 'TooFewReplicas' });
  }
  const proposals = proposalsOf(inputs);
  const decisive = largest(proposals);
  const desired = decisive === undefined ? undefined : proposals[decisive];
  const failed = proposals.filter(proposal => 'problem' in proposal).length;
  if (
    !desired ||
    'problem' in desired ||
    // What could not be measured may be what is needed.
    (failed > 0 && desired.replicas < before.replicas)
  ) {
    return recordOf(inputs, {
      proposals,
      replicas: before.replicas,
      reason: 'InvalidMetrics',
    });
  }
  return decided(inputs, { proposals, decisive, desired: desired.replicas });
}

/** The memory to begin with: what it has is what was called for, so nothing falls before a whole window was seen. */
export function firstUsageMemory(
  { minScale, maxScale }: UsageScale,
  { now, told }: { readonly now: number; readonly told?: number },
): UsageMemory {
  const replicas = Math.min(maxScale, Math.max(told ?? 0, minScale));
  return {
    replicas,
    recommendations: [{ at: now, replicas }],
    changes: [],
  };
}

function proposalsOf(inputs: UsageInputs): readonly UsageProposal[] {
  const { at, spec, requests, pods, before } = inputs;
  const { scaleUp, scaleDown } = spec.behavior;
  return spec.metrics.map(metric =>
    hpaReplicas(metric, {
      current: before.replicas,
      grouped: groupReplicas(pods, metric.resource, at),
      requests,
      tolerance: { up: scaleUp.tolerance, down: scaleDown.tolerance },
    }),
  );
}

/** Which proposal wants the most replicas; of equal ones the first. */
function largest(proposals: readonly UsageProposal[]): number | undefined {
  let found: { readonly index: number; readonly replicas: number } | undefined;
  for (const [index, proposal] of proposals.entries()) {
    if ('problem' in proposal) continue;
    if (!found || proposal.replicas > found.replicas) {
      found = { index, replicas: proposal.replicas };
    }
  }
  return found?.index;
}

function decided(
  inputs: UsageInputs,
  outcome: Pick<UsageRecord, 'proposals' | 'decisive'> & {
    readonly desired: number;
  },
): UsageRecord {
  const { at, spec, before } = inputs;
  const { scaleUp, scaleDown } = spec.behavior;
  const upWindowMs = scaleUp.stabilizationWindowSeconds * 1000;
  const downWindowMs = scaleDown.stabilizationWindowSeconds * 1000;
  const { desired } = outcome;
  const stabilized = hpaStabilize({
    now: at,
    current: before.replicas,
    proposed: desired,
    recommendations: before.recommendations,
    upWindowMs,
    downWindowMs,
  });
  const { replicas, reason } = hpaRate({
    ...spec,
    now: at,
    current: before.replicas,
    desired: stabilized,
    changes: before.changes,
  });
  const isHeld = stabilized !== desired && replicas === stabilized;
  return recordOf(inputs, {
    ...outcome,
    replicas,
    reason: isHeld ? 'Stabilized' : reason,
    recommendations: withRecommendation(
      before.recommendations,
      { at, replicas: desired },
      Math.max(upWindowMs, downWindowMs),
    ),
  });
}

function recordOf(
  inputs: UsageInputs,
  outcome: Partial<Pick<UsageRecord, 'proposals' | 'decisive' | 'desired'>> & {
    readonly replicas: number;
    readonly reason: UsageReason;
    readonly recommendations?: UsageMemory['recommendations'];
  },
): UsageRecord {
  const { at, spec, pods, before } = inputs;
  const { replicas, recommendations, ...rest } = outcome;
  const ready = pods.filter(({ state }) => state === 'ready').length;
  const change = replicas - before.replicas;
  return {
    kind: 'usage',
    ...inputs,
    proposals: [],
    ...rest,
    ready,
    replicas,
    activity: ready < spec.minScale ? 'activating' : 'active',
    after: {
      replicas,
      recommendations: recommendations ?? before.recommendations,
      changes: [
        ...before.changes,
        ...(change === 0 ? [] : [{ at, change }]),
      ].filter(known => known.at > at - longestPeriodMs(spec)),
    },
  };
}

function longestPeriodMs({ behavior }: UsageScale): number {
  const periodsOf = ({ policies }: ScalingRules) =>
    policies.map(({ periodSeconds }) => periodSeconds);
  return (
    1000 *
    Math.max(...periodsOf(behavior.scaleUp), ...periodsOf(behavior.scaleDown))
  );
}
