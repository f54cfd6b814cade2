import {
  DeploymentMetrics,
  formatBytes,
  formatCount,
  formatCpu,
  formatDuration,
  formatPercent,
  formatRate,
  MetricSeries,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LineChart, NamedSeries } from '../../charts';
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

/** The charts of a deployment (screens §9). */
export function MetricCharts(props: { metrics: DeploymentMetrics }) {
  const { metrics } = props;
  const absence = metrics.absence ?? NOTHING;
  return (
    <div className={styles.charts}>
      <LineChart
        title="Requests"
        series={named(metrics.requests)}
        format={formatRate}
        absence={absence}
      />
      <LineChart
        title="Latency"
        series={named(metrics.latency)}
        format={formatDuration}
        absence={absence}
      />
      <LineChart
        title="Errors"
        minStep={0.001}
        series={named(metrics.errors)}
        format={formatPercent}
        absence={absence}
      />
      <LineChart
        title="In flight"
        minStep={1}
        series={named(metrics.inflight)}
        format={formatCount}
        absence={absence}
      />
      <LineChart
        title="Replicas"
        minStep={1}
        series={named(metrics.replicas)}
        format={formatCount}
        absence={absence}
      />
      <LineChart
        title="CPU"
        minStep={0.01}
        series={named(metrics.cpu)}
        format={formatCpu}
        absence={absence}
      />
      <LineChart
        title="Memory"
        series={named(metrics.memory)}
        format={formatBytes}
        base={2}
        absence={absence}
      />
    </div>
  );
}

function named(series: readonly MetricSeries[]): readonly NamedSeries[] {
  return series.map(one => ({ ...one, label: labels[one.name] ?? one.name }));
}
