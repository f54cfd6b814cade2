import { ScaleDecisionView } from '@greenroom/backstage-plugin-model-serving-common';
import { boundsInWords } from '../../actions';

const activities: Record<ScaleDecisionView['activity'], string> = {
  active: 'Serves',
  activating: 'Starts; requests are held until a replica is ready',
  inactive: 'Idle; the next request starts a replica and is held until then',
};

const MEBIBYTE = 2 ** 20;

/** An amount of what is measured, for people. */
function amountOf(
  metric: ScaleDecisionView['metric'],
  value: number,
  isPlain = false,
): string {
  switch (metric) {
    case 'cpu':
      return isPlain ? hundredths(value) : `${hundredths(value)} cores`;
    case 'memory':
      return `${Math.round(value / MEBIBYTE)} MiB`;
    default:
      return isPlain
        ? oneDecimal(value)
        : `${oneDecimal(value)} requests ${
            metric === 'rps' ? 'a second' : 'at a time'
          }`;
  }
}

/** What a decision was made from, name and value, for people. */
export function factsOf(
  decision: ScaleDecisionView,
): readonly { readonly label: string; readonly value: string }[] {
  const { replicas, ready, min, max, metric, target, total } = decision;
  // What asks for nothing has no share of it.
  const share = total > 0 ? Math.round((target / total) * 100) : 100;
  return [
    { label: 'Replicas', value: `${replicas} wanted, ${ready} ready` },
    { label: 'Bounds', value: boundsInWords({ min, max }) },
    {
      label: 'Target per replica',
      value:
        share === 100
          ? amountOf(metric, target)
          : `${amountOf(metric, target)} (${share} % of ${amountOf(
              metric,
              total,
              true,
            )})`,
    },
    {
      label: 'Measured',
      value:
        decision.stable === undefined
          ? 'nothing'
          : amountOf(metric, decision.stable),
    },
    ...(decision.panicUntil === undefined
      ? []
      : [
          {
            label: 'Burst',
            value: `${amountOf(
              metric,
              decision.panic ?? 0,
            )} lately: nothing is taken away yet`,
          },
        ]),
    { label: 'State', value: activities[decision.activity] },
  ];
}

/** Decisions that differ from the one before them, newest first. */
export function changesAmong(
  decisions: readonly ScaleDecisionView[],
): readonly ScaleDecisionView[] {
  return decisions
    .filter(
      ({ replicas, activity }, i) =>
        i === 0 ||
        decisions[i - 1].replicas !== replicas ||
        decisions[i - 1].activity !== activity,
    )
    .reverse();
}

function hundredths(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function oneDecimal(value: number): string {
  return String(Math.round(value * 10) / 10);
}
