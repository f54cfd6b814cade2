import { AnyScaleRecord, ScaleRecord } from './ScaleRecord';
import { explainUsage } from './usage';

/**
 * Why a revision has as many replicas as it has, in one sentence for people:
 * "3 replicas: 27 concurrent requests over 60 s / target 10 (70 % of 14.3)".
 */
export function explainScale(record: AnyScaleRecord): string {
  return record.kind === 'usage'
    ? explainUsage(record)
    : explainRequests(record);
}

function explainRequests(record: ScaleRecord): string {
  const { spec, replicas, stable, panic, explanation, desired } = record;
  const count = replicas === 1 ? '1 replica' : `${replicas} replicas`;
  if (record.reason === 'TimedOut')
    return `${count}: the last start did not succeed in time; the next request tries again`;
  if (stable === undefined || panic === undefined || !explanation) {
    return replicas === 0
      ? 'No replica: nobody has asked; the first request starts one'
      : `${count}: nothing measured yet, so nothing changes`;
  }
  const { isPanicking, panicReplicas, stableReplicas } = explanation;
  const isPanicDecisive = isPanicking && panicReplicas >= stableReplicas;
  const [load, windowMs] = isPanicDecisive
    ? [panic, spec.panicWindowMs]
    : [stable, spec.stableWindowMs];
  const what =
    spec.metric === 'rps' ? 'requests a second' : 'concurrent requests';
  const share = Math.round((spec.target / spec.total) * 100);
  const demand = `${number(load)} ${what} over ${
    windowMs / 1000
  } s / target ${number(spec.target)} (${share} % of ${number(spec.total)})`;
  const limit = limitOf(record, desired ?? replicas);
  return `${count}: ${demand}${limit ? `; ${limit}` : ''}`;
}

function limitOf(record: ScaleRecord, desired: number): string | undefined {
  const { spec, replicas, activity, panicUntil, explanation } = record;
  if (desired > spec.maxScale) return `${desired} wanted, at most ${replicas}`;
  if (desired < spec.minScale) return `at least ${spec.minScale}`;
  if (desired === 0 && replicas > 0)
    return activity === 'inactive'
      ? 'the last replica ends after the grace'
      : 'the last replica stays for a whole window without requests';
  const demand = Math.max(
    explanation?.stableReplicas ?? 0,
    explanation?.panicReplicas ?? 0,
  );
  return panicUntil !== undefined && demand < replicas
    ? 'a burst was seen; nothing ends until it has been over for a window'
    : undefined;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
