import { MetricSeries } from '@greenroom/backstage-plugin-model-serving-common';
import styles from './charts.module.css';
import { segments } from './scale';

/** Line patterns by position; the first is solid. */
export const dashes = ['', '6 3', '2 3'];

/** Colour class of a series by its position. */
export function seriesClass(position: number): string {
  return [styles.series0, styles.series1, styles.series2][position % 3];
}

/** One series: a line a stretch, a dot where a single point stands between two gaps. */
export function SeriesLines(props: {
  series: MetricSeries;
  className: string;
  dash: string;
  x: (at: number) => number;
  y: (value: number) => number;
}) {
  const { series, className, dash, x, y } = props;
  return (
    <g className={className}>
      {segments(series).map(stretch => {
        const [[at, value]] = stretch;
        return stretch.length === 1 ? (
          <circle
            key={at}
            className={styles.dot}
            cx={x(at)}
            cy={y(value)}
            r={2}
          />
        ) : (
          <polyline
            key={at}
            className={styles.line}
            strokeDasharray={dash}
            points={stretch
              .map(([t, v]) => `${x(t).toFixed(1)},${y(v).toFixed(1)}`)
              .join(' ')}
          />
        );
      })}
    </g>
  );
}
