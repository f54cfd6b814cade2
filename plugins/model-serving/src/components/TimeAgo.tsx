import { DateTime } from 'luxon';
import {
  formatRelativeTime,
  formatSince,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from './components.module.css';

/** A moment as `4 min ago`, with the exact one (local time, zone, ISO) as its title. */
export function TimeAgo(props: { iso: string | undefined }) {
  return <Moment {...props} inWords={formatRelativeTime} />;
}

/** How long something has been so: `for 4 min`, with the exact moment of its beginning as its title. */
export function Since(props: { iso: string | undefined }) {
  return <Moment {...props} inWords={formatSince} />;
}

function Moment(props: {
  iso: string | undefined;
  inWords: (iso: string, now: number) => string;
}) {
  const { iso, inWords } = props;
  if (!iso) {
    return <>{UNKNOWN}</>;
  }
  const local = DateTime.fromISO(iso).toLocaleString(
    DateTime.DATETIME_FULL_WITH_SECONDS,
  );
  return (
    <time className={styles.moment} dateTime={iso} title={`${local} (${iso})`}>
      {inWords(iso, Date.now())}
    </time>
  );
}
