import {
  DeploymentMetrics,
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
  'range' | 'stepSeconds' | 'absence'
>;

const charts: readonly {
  readonly measure: Measure;
  readonly title: string;
  readonly quantity: Quantity;
}[] = [
  { measure: 'requests', title: 'Requests', quantity: 'rate' },
  { measure: 'latency', title: 'Latency', quantity: 'duration' },
  { measure: 'errors', title: 'Errors', quantity: 'ratio' },
  { measure: 'inflight', title: 'Requests in flight', quantity: 'requests' },
  { measure: 'replicas', title: 'Replicas', quantity: 'replicas' },
  { measure: 'cpu', title: 'CPU', quantity: 'cpu' },
  { measure: 'memory', title: 'Memory', quantity: 'memory' },
];

/** The charts of what was measured, in the same order everywhere (screens §9). */
export function MetricCharts(props: {
  metrics: Partial<Pick<DeploymentMetrics, Measure | 'absence'>>;
}) {
  const { metrics } = props;
  return (
    <div className={styles.charts}>
      {charts.map(({ measure, title, quantity }) => {
        const series = metrics[measure];
        return (
          series && (
            <LineChart
              key={measure}
              title={title}
              quantity={quantity}
              series={named(series)}
              absence={metrics.absence ?? NOTHING}
            />
          )
        );
      })}
    </div>
  );
}

function named(series: readonly MetricSeries[]): readonly NamedSeries[] {
  return series.map(one => ({ ...one, label: labels[one.name] ?? one.name }));
}
