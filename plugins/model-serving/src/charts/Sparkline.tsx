import { MetricSeries } from '@greenroom/backstage-plugin-model-serving-common';
import styles from './charts.module.css';
import { largest, timeSpan } from './scale';
import { seriesClass, SeriesLines } from './SeriesLines';

const WIDTH = 240;
const HEIGHT = 48;

/** The course of one series at a glance. */
export function Sparkline(props: { label: string; series: MetricSeries }) {
  const { label, series } = props;
  const [from, to] = timeSpan([series]) ?? [0, 1];
  const top = largest([series]) || 1;
  return (
    <svg
      className={styles.chart}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      style={{ maxWidth: WIDTH * 1.5 }}
    >
      <SeriesLines
        series={series}
        className={seriesClass(0)}
        dash=""
        x={at => 2 + ((at - from) / Math.max(1, to - from)) * (WIDTH - 4)}
        y={value => 2 + (1 - value / top) * (HEIGHT - 4)}
      />
    </svg>
  );
}
