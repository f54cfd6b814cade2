export { LineChart } from './LineChart';
export type { NamedSeries } from './LineChart';
export { isMeasured, lastValue } from './scale';
export { Sparkline } from './Sparkline';
