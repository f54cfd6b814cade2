import styles from './charts.module.css';
import { dashes, seriesClass } from './SeriesLines';

/** Which line is which, with a value of each and what these values are of. */
export function ChartLegend(props: {
  labels: readonly string[];
  /** With their units. */
  values: readonly string[];
  /** The moment or the time that the values are of. */
  of: string;
}) {
  const { labels, values, of } = props;
  return (
    <ul className={styles.legend}>
      {labels.map((label, i) => (
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
          <span className={styles.named}>
            {label} {values[i]}
          </span>
        </li>
      ))}
      {of && <li className={styles.moment}>{of}</li>}
    </ul>
  );
}
