import { DateTime } from 'luxon';
import { Alert } from '@backstage/ui';
import {
  formatDuration,
  RolloutProgress,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A revision that gets all traffic step by step: how fast, and until when. */
export function Progress(props: {
  rollout: RolloutProgress;
  /** As people call them: `v1`, `v2`. */
  stable: string;
  canary: string;
}) {
  const { rollout, stable, canary } = props;
  const { stepPercent, stepMs, endsAt } = rollout;
  return (
    <Alert
      role="status"
      status="info"
      icon
      title={
        endsAt ? (
          <>
            {canary} gets all traffic by{' '}
            <time dateTime={endsAt}>
              {DateTime.fromISO(endsAt).toLocaleString(
                DateTime.TIME_WITH_SECONDS,
              )}
            </time>
          </>
        ) : (
          `${canary} is given its first percent`
        )
      }
      description={`${
        stepPercent === undefined || stepMs === undefined
          ? 'How long that takes sets the pace.'
          : `${stepPercent} % more every ${formatDuration(stepMs)}.`
      } If it gets worse than ${stable}, the guard stops it. A share of your own holds it there.`}
    />
  );
}
