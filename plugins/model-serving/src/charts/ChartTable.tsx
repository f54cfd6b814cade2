import { DateTime } from 'luxon';
import { UNKNOWN } from '@greenroom/backstage-plugin-model-serving-common';
import { keyboardScrollable } from '../components';
import styles from './table.module.css';
import { rowsOf } from './scale';
import type { NamedSeries } from './LineChart';
import type { OverOf } from './shortPoints';

/** The values of a chart as a table, newest first. A gap reads as a dash, never as zero. */
export function ChartTable(props: {
  title: string;
  series: readonly NamedSeries[];
  format: (value: number) => string;
  overOf: OverOf;
}) {
  const { title, series, format, overOf } = props;
  return (
    <div
      className={styles.frame}
      role="region"
      aria-label={`${title}, table`}
      {...keyboardScrollable}
    >
      <table className={styles.table}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(series)
            .reverse()
            .map(({ at, values }) => (
              <tr key={at}>
                <th scope="row">
                  {DateTime.fromMillis(at).toLocaleString(
                    DateTime.DATETIME_SHORT_WITH_SECONDS,
                  )}
                  {overOf(at)}
                </th>
                {values.map((value, i) => (
                  <td key={series[i].name}>
                    {value === undefined ? UNKNOWN : format(value)}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
