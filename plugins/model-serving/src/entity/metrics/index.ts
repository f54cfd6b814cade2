export { MetricsContent } from './MetricsContent';
export { MetricCharts } from './MetricCharts';
export { MetricControls, useMetricChoice } from './MetricControls';
