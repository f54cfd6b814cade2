export { LineChart } from './LineChart';
export type { NamedSeries } from './LineChart';
export type { Quantity } from './axis';
export { isMeasured, largest, lastValue } from './scale';
export { Sparkline } from './Sparkline';
