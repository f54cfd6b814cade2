import { Text } from '@backstage/ui';
import {
  DeploymentMetrics,
  formatDuration,
  MetricSeries,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LineChart, NamedSeries, Quantity } from '../../charts';
import styles from './metrics.module.css';

/** What the backend calls a series, and what people do. */
const labels: Record<string, string> = {
  ok: 'OK',
  client: 'Client errors',
  server: 'Server errors',
  ratio: 'Errors',
  errors: 'Errors',
  inflight: 'In flight',
  desired: 'Wanted',
  ready: 'Ready',
  cpu: 'CPU',
  memory: 'Memory',
};

const NOTHING = 'Nothing was measured in this range.';

type Measure = Exclude<
  keyof DeploymentMetrics,
  | 'range'
  | 'stepSeconds'
  | 'shortPoints'
  | 'absence'
  | 'revisions'
  | 'tags'
  | 'tokens'
  | 'refusals'
>;

interface Chart {
  readonly measure: Measure;
  readonly title: string;
  readonly quantity: Quantity;
}

const USAGE: readonly Measure[] = ['cpu', 'memory'];

/** By row: what callers ask and get, then what answers them and what that uses. A row is filled by the charts that it has. */
const rows: readonly (readonly Chart[])[] = [
  [
    { measure: 'requests', title: 'Requests', quantity: 'rate' },
    { measure: 'latency', title: 'Latency', quantity: 'duration' },
  ],
  [
    { measure: 'inflight', title: 'Requests in flight', quantity: 'requests' },
    { measure: 'errors', title: 'Errors', quantity: 'ratio' },
  ],
  [
    { measure: 'replicas', title: 'Replicas', quantity: 'replicas' },
    { measure: 'cpu', title: 'CPU', quantity: 'cpu' },
    { measure: 'memory', title: 'Memory', quantity: 'memory' },
  ],
];

/** The charts of what was measured, in the same order everywhere (screens §9), and what a point of them is. */
export function MetricCharts(props: {
  metrics: Partial<Pick<DeploymentMetrics, Measure | 'absence'>>;
  /** Between two points. */
  stepSeconds: number;
  shortPoints?: DeploymentMetrics['shortPoints'];
  /** Why nobody knows what replicas use. */
  usageProblem?: string;
}) {
  const { metrics, stepSeconds, shortPoints, usageProblem } = props;
  const absenceOf = (measure: Measure) =>
    (USAGE.includes(measure) && usageProblem) || metrics.absence || NOTHING;
  const measured = rows
    .map(charts => charts.filter(({ measure }) => metrics[measure]))
    .filter(charts => charts.length > 0);
  return (
    <>
      <Text variant="body-small" color="secondary">
        {pointWords(stepSeconds)}
      </Text>
      <div className={styles.rows}>
        {measured.map(charts => (
          <div
            key={charts[0].measure}
            className={charts.length > 2 ? styles.three : styles.row}
          >
            {charts.map(({ measure, title, quantity }) => (
              <LineChart
                key={measure}
                title={title}
                quantity={quantity}
                series={named(metrics[measure] ?? [])}
                absence={absenceOf(measure)}
                shortPoints={shortPoints}
              />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

/**
 * One request in 30 s stands as 2 per minute, and as 6 while only 10 s of them were measured: whoever sees that should know
 * why.
 */
function pointWords(stepSeconds: number): string {
  const step = formatDuration(stepSeconds * 1000);
  const perMinute = 60 / stepSeconds;
  const one =
    perMinute >= 1
      ? ` A single request in it stands as ${perMinute} per minute, and as more where only a part of it was measured, as in the newest: the point says how long that was.`
      : '';
  return `Each point is the average of ${step}, in every chart of this page.${one} A gap was not measured.`;
}

function named(series: readonly MetricSeries[]): readonly NamedSeries[] {
  return series.map(one => ({ ...one, label: labels[one.name] ?? one.name }));
}
