import { ScaleDecisionView } from '@greenroom/backstage-plugin-model-serving-common';
import { boundsInWords } from '../../actions';

const activities: Record<ScaleDecisionView['activity'], string> = {
  active: 'Serves',
  activating: 'Starts; requests are held until a replica is ready',
  inactive: 'Idle; the next request starts a replica and is held until then',
};

const units: Record<ScaleDecisionView['metric'], string> = {
  concurrency: 'requests at a time',
  rps: 'requests a second',
};

/** What a decision was made from, name and value, for people. */
export function factsOf(
  decision: ScaleDecisionView,
): readonly { readonly label: string; readonly value: string }[] {
  const { replicas, ready, min, max, metric, target, total } = decision;
  const unit = units[metric];
  const share = Math.round((target / total) * 100);
  return [
    { label: 'Replicas', value: `${replicas} wanted, ${ready} ready` },
    { label: 'Bounds', value: boundsInWords({ min, max }) },
    {
      label: 'Target per replica',
      value: `${oneDecimal(target)} ${unit} (${share} % of ${oneDecimal(
        total,
      )})`,
    },
    {
      label: 'Measured',
      value:
        decision.stable === undefined
          ? 'nothing'
          : `${oneDecimal(decision.stable)} ${unit}`,
    },
    ...(decision.panicUntil === undefined
      ? []
      : [
          {
            label: 'Burst',
            value: `${oneDecimal(
              decision.panic ?? 0,
            )} ${unit} lately: nothing is taken away yet`,
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

function oneDecimal(value: number): string {
  return String(Math.round(value * 10) / 10);
}
