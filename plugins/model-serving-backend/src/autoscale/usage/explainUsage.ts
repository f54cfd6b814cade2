import type { UsageProposal } from './hpaReplicas';
import type { UsageMetric } from './types';
import type { UsageRecord } from './UsageRecord';

const MEBIBYTE = 2 ** 20;

/**
 * Why a revision has as many replicas as it has by usage, in one sentence for people:
 * "3 replicas: cpu 120 % of what replicas ask for / target 80 %".
 */
export function explainUsage(record: UsageRecord): string {
  const { replicas, spec, proposals, decisive } = record;
  const count = replicas === 1 ? '1 replica' : `${replicas} replicas`;
  if (proposals.length === 0) {
    return `${count}: ${
      record.reason === 'TooManyReplicas'
        ? `at most ${spec.maxScale}`
        : `at least ${spec.minScale}`
    }`;
  }
  const problem = problemOf(record);
  if (decisive === undefined) {
    return `${count}: nothing changes, as ${problem}`;
  }
  const demand = demandOf(spec.metrics[decisive], proposals[decisive]);
  const limit = limitOf(record);
  const rest = [limit, problem && `besides, ${problem}`].filter(Boolean);
  return [`${count}: ${demand}`, ...rest].join('; ');
}

function demandOf(metric: UsageMetric, proposal: UsageProposal): string {
  if ('problem' in proposal) return proposal.problem;
  const { resource } = metric;
  return 'utilization' in metric
    ? `${resource} ${proposal.measured} % of what replicas ask for / target ${metric.utilization} %`
    : `${resource} ${amount(
        metric,
        proposal.measured,
      )} a replica / target ${amount(metric, metric.averageValue)}`;
}

function amount({ resource }: UsageMetric, value: number): string {
  return resource === 'memory'
    ? `${Math.round(value / MEBIBYTE)} MiB`
    : `${Math.round(value * 1000) / 1000} cores`;
}

function limitOf(record: UsageRecord): string | undefined {
  const { desired, replicas, reason, spec, before } = record;
  if (desired === undefined || desired === replicas) return undefined;
  switch (reason) {
    case 'TooManyReplicas':
      return `${desired} wanted, at most ${spec.maxScale}`;
    case 'TooFewReplicas':
      return `${desired} wanted, at least ${spec.minScale}`;
    case 'ScaleUpLimit':
    case 'ScaleDownLimit':
      return `${desired} wanted, no faster than the policies allow`;
    case 'Stabilized':
      return desired < before.replicas
        ? `${desired} wanted, when that has been so for ${spec.behavior.scaleDown.stabilizationWindowSeconds} s`
        : `${desired} wanted, when that has been so for ${spec.behavior.scaleUp.stabilizationWindowSeconds} s`;
    default:
      return undefined;
  }
}

/** The first metric that could not be measured. */
function problemOf({ spec, proposals }: UsageRecord): string | undefined {
  const index = proposals.findIndex(proposal => 'problem' in proposal);
  const proposal = proposals[index];
  return proposal && 'problem' in proposal
    ? `${spec.metrics[index].resource} could not be looked at: ${proposal.problem}`
    : undefined;
}
