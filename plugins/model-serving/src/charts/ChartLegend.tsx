import { DateTime } from 'luxon';
import { UNKNOWN } from '@greenroom/backstage-plugin-model-serving-common';
import styles from './charts.module.css';
import { dashes, seriesClass } from './SeriesLines';

/** Which line is which, with its last value or the one under the pointer. */
export function ChartLegend(props: {
  labels: readonly string[];
  values: readonly (number | undefined)[];
  /** Moment under the pointer. */
  at: number | undefined;
  format: (value: number) => string;
}) {
  const { labels, values, at, format } = props;
  return (
    <ul className={styles.legend}>
      {labels.map((label, i) => {
        const value = values[i];
        return (
          <li key={label} className={seriesClass(i)}>
            <svg width={20} height={8} aria-hidden="true">
              <line
                className={styles.line}
                strokeDasharray={dashes[i % dashes.length]}
                x1={0}
                x2={20}
                y1={4}
                y2={4}
              />
            </svg>
            {label} {value === undefined ? UNKNOWN : format(value)}
          </li>
        );
      })}
      {at !== undefined && (
        <li>{DateTime.fromMillis(at).toLocaleString(DateTime.DATETIME_MED)}</li>
      )}
    </ul>
  );
}
