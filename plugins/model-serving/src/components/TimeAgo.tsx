import { DateTime } from 'luxon';
import {
  formatRelativeTime,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A moment as `4 min ago`, with the exact one (local time, zone, ISO) as its title. */
export function TimeAgo(props: { iso: string | undefined }) {
  const { iso } = props;
  if (!iso) {
    return <>{UNKNOWN}</>;
  }
  const local = DateTime.fromISO(iso).toLocaleString(
    DateTime.DATETIME_FULL_WITH_SECONDS,
  );
  return (
    <time dateTime={iso} title={`${local} (${iso})`}>
      {formatRelativeTime(iso, Date.now())}
    </time>
  );
}
