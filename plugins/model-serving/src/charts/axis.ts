import { UNKNOWN } from '@greenroom/backstage-plugin-model-serving-common';
import { rounded, ticks } from './ticks';

/** What a chart measures; its values come in the base unit that is named here. */
export type Quantity =
  /** per second */
  | 'rate'
  /** milliseconds */
  | 'duration'
  /** 1 is everything */
  | 'ratio'
  /** whole things */
  | 'requests'
  | 'replicas'
  /** cores */
  | 'cpu'
  /** bytes */
  | 'memory';

interface Unit {
  /** In titles; empty where the title says it already. */
  readonly name: string;
  /** Behind a value. */
  readonly symbol: string;
  /** Base units in one of it. */
  readonly size: number;
}

const units: Record<Quantity, readonly Unit[]> = {
  rate: [
    { name: 'per minute', symbol: '/min', size: 1 / 60 },
    { name: 'per second', symbol: '/s', size: 1 },
  ],
  duration: [
    { name: 'ms', symbol: 'ms', size: 1 },
    { name: 's', symbol: 's', size: 1_000 },
    { name: 'min', symbol: 'min', size: 60_000 },
  ],
  ratio: [{ name: '% of requests', symbol: '%', size: 0.01 }],
  requests: [{ name: '', symbol: '', size: 1 }],
  replicas: [{ name: '', symbol: '', size: 1 }],
  cpu: [
    { name: 'millicores', symbol: 'm', size: 0.001 },
    { name: 'cores', symbol: 'CPU', size: 1 },
  ],
  memory: ['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((name, i) => ({
    name,
    symbol: name,
    size: 1024 ** i,
  })),
};

/** Things that are counted have no halves. */
const counted: ReadonlySet<Quantity> = new Set(['requests', 'replicas']);

/** The vertical axis of a chart. */
export interface Axis {
  /** For the title; empty where there is nothing to say. */
  readonly unit: string;
  /** From zero upwards; no two labels are the same. */
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** A value with its unit, to three digits that count. */
  readonly format: (value: number) => string;
}

/**
 * The axis for values from 0 to `max`: the largest unit in which the largest value is at least 1.
 *
 * @param beside - the largest value of the charts beside this one, so that all of them have the same unit
 */
export function axisOf(
  quantity: Quantity,
  max: number,
  beside: number = max,
): Axis {
  const offered = units[quantity];
  const unit =
    [...offered].reverse().find(({ size }) => Math.max(max, beside) >= size) ??
    offered[0];
  const isCounted = counted.has(quantity);
  const steps = ticks(max / unit.size, { isWhole: isCounted });
  // The step decides how many decimals the labels need to differ.
  const decimals = Math.max(0, -Math.floor(Math.log10(steps[1]) + 1e-9));
  const format = (value: number) => {
    if (!Number.isFinite(value)) {
      return UNKNOWN;
    }
    const amount = value / unit.size;
    const digits = amount > 0 ? 2 - Math.floor(Math.log10(amount)) : 0;
    const text = rounded(amount, Math.min(4, Math.max(0, digits)));
    return [text, unit.symbol].filter(Boolean).join(' ');
  };
  return {
    unit: unit.name,
    ticks: steps.map(step => ({
      value: step * unit.size,
      label: rounded(step, decimals),
    })),
    format,
  };
}
