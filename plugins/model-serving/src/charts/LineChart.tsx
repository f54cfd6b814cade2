import { PointerEvent, useId, useRef, useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { DateTime } from 'luxon';
import { MetricSeries } from '@greenroom/backstage-plugin-model-serving-common';
import styles from './charts.module.css';
import { ChartTable } from './ChartTable';
import { ChartLegend } from './ChartLegend';
import { dashes, SeriesLines, seriesClass } from './SeriesLines';
import { Axis, axisOf, Quantity } from './axis';
import {
  isMeasured,
  largest,
  lastMoment,
  lastValue,
  rowsOf,
  timeSpan,
} from './scale';
import { OverOf, spansOf } from './shortPoints';
import { useWidth } from './useWidth';

const HEIGHT = 180;
const MARGIN = { top: 8, right: 8, bottom: 22, left: 44 };

/** A series with its name for people. */
export type NamedSeries = MetricSeries & {
  readonly label: string;
  /** What it comes to over the whole range, with its unit: stands in the legend until a moment is pointed at. */
  readonly overall?: string;
};

/** Properties of {@link LineChart}. */
export interface LineChartProps {
  readonly title: string;
  readonly series: readonly NamedSeries[];
  /** What is measured: decides the unit and the numbers on the axis. */
  readonly quantity: Quantity;
  /** The largest value of the charts of the same quantity beside it: they have one unit. */
  readonly largestBeside?: number;
  /** Said instead of a chart when nothing was measured. */
  readonly absence: string;
  /** Points of which only a part was measured: `[ms since epoch, seconds]`. */
  readonly shortPoints?: readonly (readonly [number, number])[];
}

/**
 * Lines over time with a legend, a crosshair, and the same values as a table. Series differ by dash as well as by colour.
 */
export function LineChart(props: LineChartProps) {
  const { series, quantity, absence, largestBeside } = props;
  const overOf = spansOf(props.shortPoints);
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const measured = isMeasured(series);
  const axis = axisOf(quantity, largest(series), largestBeside);
  const title =
    measured && axis.unit ? `${props.title} (${axis.unit})` : props.title;
  return (
    <section aria-labelledby={titleId}>
      <Flex justify="between" align="center">
        <Text as="h3" id={titleId} variant="title-x-small">
          {title}
        </Text>
        {measured && (
          <Button
            size="small"
            variant="tertiary"
            aria-label={`${props.title} as ${asTable ? 'chart' : 'table'}`}
            onPress={() => setAsTable(!asTable)}
          >
            {asTable ? 'Chart' : 'Table'}
          </Button>
        )}
      </Flex>
      {!measured && <Text color="secondary">{absence}</Text>}
      {measured &&
        (asTable ? (
          <ChartTable
            title={title}
            series={series}
            format={axis.format}
            overOf={overOf}
          />
        ) : (
          <Plot
            title={props.title}
            series={series}
            axis={axis}
            overOf={overOf}
          />
        ))}
    </section>
  );
}

function Plot(props: {
  title: string;
  series: readonly NamedSeries[];
  axis: Axis;
  overOf: OverOf;
}) {
  const { title, series, axis, overOf } = props;
  const { format } = axis;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 560);
  const [pointed, setPointed] = useState<number>();
  const [from, to] = timeSpan(series) ?? [0, 1];
  const top = axis.ticks.at(-1)?.value ?? 1;
  const inner = Math.max(1, width - MARGIN.left - MARGIN.right);
  const x = (at: number) =>
    MARGIN.left + ((at - from) / Math.max(1, to - from)) * inner;
  const y = (value: number) =>
    MARGIN.top + (1 - value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const rows = rowsOf(series);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at =
      from + ((event.clientX - box.left - MARGIN.left) / inner) * (to - from);
    setPointed(
      nearest(
        rows.map(row => row.at),
        at,
      ),
    );
  };
  const row = pointed === undefined ? undefined : rows[pointed];
  const isOverall = series.every(({ overall }) => overall !== undefined);
  const atRest = series.map(one =>
    isOverall ? one.overall ?? '' : format(lastValue(one) ?? NaN),
  );
  const summary = series
    .map(({ label }, i) => `${label} ${atRest[i]}`)
    .join(', ');
  return (
    <div ref={frame}>
      <svg
        className={styles.chart}
        role="img"
        aria-label={`${title}, ${
          isOverall ? 'in this range' : 'last values'
        }: ${summary}`}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        height={HEIGHT}
        onPointerMove={point}
        onPointerLeave={() => setPointed(undefined)}
      >
        {axis.ticks.map(({ value, label }) => (
          <g key={value}>
            <line
              className={styles.grid}
              x1={MARGIN.left}
              x2={width - MARGIN.right}
              y1={y(value)}
              y2={y(value)}
            />
            <text
              className={styles.label}
              x={MARGIN.left - 6}
              y={y(value) + 4}
              textAnchor="end"
            >
              {label}
            </text>
          </g>
        ))}
        <TimeAxis from={from} to={to} x={x} width={width} />
        {series.map((one, i) => (
          <SeriesLines
            key={one.name}
            series={one}
            className={seriesClass(i)}
            dash={dashes[i % dashes.length]}
            x={x}
            y={y}
          />
        ))}
        {row && (
          <line
            className={styles.cursor}
            x1={x(row.at)}
            x2={x(row.at)}
            y1={MARGIN.top}
            y2={HEIGHT - MARGIN.bottom}
          />
        )}
      </svg>
      <ChartLegend
        labels={series.map(({ label }) => label)}
        values={row?.values.map(value => format(value ?? NaN)) ?? atRest}
        of={whenWords(row?.at, isOverall, series, overOf)}
      />
    </div>
  );
}

/** When the values of the legend were measured. */
function whenWords(
  at: number | undefined,
  isOverall: boolean,
  series: readonly NamedSeries[],
  overOf: OverOf,
): string {
  if (at !== undefined)
    return `${DateTime.fromMillis(at).toLocaleString(
      DateTime.DATETIME_MED,
    )}${overOf(at)}`;
  if (isOverall) return 'in this range';
  const last = lastMoment(series);
  const [from, to] = timeSpan(series) ?? [0, 0];
  return last === undefined
    ? ''
    : `last measured ${DateTime.fromMillis(last).toLocaleString(
        isOverDays(from, to) ? DateTime.DATETIME_MED : DateTime.TIME_SIMPLE,
      )}${overOf(last)}`;
}

/** So long that a time of day says too little. */
function isOverDays(from: number, to: number): boolean {
  return to - from > 36 * 3_600_000;
}

function TimeAxis(props: {
  from: number;
  to: number;
  x: (at: number) => number;
  width: number;
}) {
  const { from, to, x, width } = props;
  const count = width < 420 ? 2 : 4;
  const format = isOverDays(from, to)
    ? { day: 'numeric' as const, month: 'short' as const }
    : DateTime.TIME_SIMPLE;
  return (
    <>
      {Array.from({ length: count + 1 }, (_, i) => {
        const at = from + ((to - from) * i) / count;
        const anchors = { 0: 'start', [count]: 'end' } as const;
        return (
          <text
            key={i}
            className={styles.label}
            x={x(at)}
            y={HEIGHT - 6}
            textAnchor={anchors[i] ?? 'middle'}
          >
            {DateTime.fromMillis(at).toLocaleString(format)}
          </text>
        );
      })}
    </>
  );
}

function nearest(moments: readonly number[], at: number): number {
  let best = 0;
  for (let i = 1; i < moments.length; i++) {
    if (Math.abs(moments[i] - at) < Math.abs(moments[best] - at)) {
      best = i;
    }
  }
  return best;
}
