import type { GradualRollout } from '@greenroom/backstage-plugin-model-serving-common';

type Shares = GradualRollout['revisions'];

/** All traffic of a component is to go from what has it to new revisions. */
export const ALL_TRAFFIC = 100;

/**
 * A rollout with another goal: what is missing is the newest revision's, what is too much is taken from the oldest ones.
 * Source: gateway-and-graphs §3, "Adjust to goal".
 */
export function adjustedTo(revisions: Shares, goal: number): Shares {
  if (goal === 0) return [];
  let surplus = sumOf(revisions) - goal;
  const adjusted = revisions.flatMap(({ name, percent }) => {
    if (surplus <= 0) return [{ name, percent }];
    const taken = Math.min(percent, surplus);
    surplus -= taken;
    return taken === percent ? [] : [{ name, percent: percent - taken }];
  });
  const newest = adjusted[adjusted.length - 1];
  if (surplus >= 0 || !newest) return adjusted;
  return [
    ...adjusted.slice(0, -1),
    { name: newest.name, percent: newest.percent - surplus },
  ];
}

/**
 * A new revision takes 1 % from the newest one with a share; the others wait for their steps.
 *
 * @param now - ms since epoch
 */
export function withRevision(
  before: Shares,
  name: string,
  now: number,
  goal = ALL_TRAFFIC,
): GradualRollout {
  const startedAt = new Date(now).toISOString();
  const shares = adjustedTo(before, goal);
  if (goal <= 1 || shares.length === 0)
    return { startedAt, revisions: [{ name, percent: goal }] };
  const giver = shares.length - 1;
  const rest = shares
    .map((share, i) =>
      i === giver ? { ...share, percent: share.percent - 1 } : share,
    )
    .filter(({ percent }) => percent > 0);
  return { startedAt, revisions: [...rest, { name, percent: 1 }] };
}

/**
 * The newest revision serves its 1 %: what that took since the start is how long each step takes at least, and the
 * duration is divided into as many steps as it has room for.
 *
 * @param now - ms since epoch
 * @param durationMs - of the whole rollout
 */
export function whenServed(
  rollout: GradualRollout,
  now: number,
  durationMs: number,
): GradualRollout {
  const total = sumOf(rollout.revisions);
  const started = Date.parse(rollout.startedAt);
  const taken = Math.max(1, Math.ceil((now - started) / 1_000));
  const left = Math.max(1, durationMs / 1_000 - taken);
  const steps = Math.min(Math.max(1, left / taken), total - 1);
  const stepMs = (left / steps) * 1_000;
  return {
    ...rollout,
    stepPercent: Math.round((total - 1) / steps),
    stepMs,
    nextStepAt: new Date(now + stepMs).toISOString(),
  };
}

/**
 * The steps that are due: the newest revision gets what is taken from the second newest one backwards; whoever has
 * nothing left is out. With one left it is done.
 *
 * @param now - ms since epoch
 */
export function stepped(rollout: GradualRollout, now: number): GradualRollout {
  const { stepPercent, stepMs, nextStepAt, revisions } = rollout;
  if (stepPercent === undefined || stepMs === undefined || !nextStepAt)
    return rollout;
  if (now < Date.parse(nextStepAt) || revisions.length < 2) return rollout;
  const newest = revisions[revisions.length - 1];
  const others = revisions.slice(0, -1);
  let left = stepPercent;
  const kept: { name: string; percent: number }[] = [];
  for (const { name, percent } of [...others].reverse()) {
    const taken = Math.min(percent, left);
    left -= taken;
    if (percent > taken) kept.unshift({ name, percent: percent - taken });
  }
  const percent = sumOf(revisions) - sumOf(kept);
  const { startedAt } = rollout;
  const after = [...kept, { name: newest.name, percent }];
  if (kept.length === 0) return { startedAt, revisions: after };
  return {
    ...rollout,
    revisions: after,
    nextStepAt: new Date(now + stepMs).toISOString(),
  };
}

/** Whether what is on record makes sense; else it is as if there were nothing. */
export function isWhole(
  { revisions, stepPercent = 0, stepMs = 0 }: GradualRollout,
  goal = ALL_TRAFFIC,
): boolean {
  return (
    sumOf(revisions) === goal &&
    revisions.every(({ percent }) => percent > 0) &&
    new Set(revisions.map(({ name }) => name)).size === revisions.length &&
    stepPercent >= 0 &&
    stepPercent <= goal &&
    stepMs >= 0
  );
}

/** When the newest revision will have all traffic, in ms since epoch; undefined: it does not serve yet, or has it. */
export function endOf({
  revisions,
  stepPercent,
  stepMs,
  nextStepAt,
}: GradualRollout): number | undefined {
  if (!stepPercent || stepMs === undefined || !nextStepAt) return undefined;
  const missing = sumOf(revisions.slice(0, -1));
  if (missing === 0) return undefined;
  const steps = Math.ceil(missing / stepPercent);
  return Date.parse(nextStepAt) + (steps - 1) * stepMs;
}

function sumOf(revisions: Shares): number {
  return revisions.reduce((sum, { percent }) => sum + percent, 0);
}
