import { useState } from 'react';
import { Alert, Flex, Select, Text } from '@backstage/ui';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  GraphDetail,
  GraphMetrics,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isMeasured } from '../../charts';
import { DataColumn, DataTable, EmptyNotice, LiveView } from '../../components';
import {
  MetricCharts,
  MetricControls,
  useMetricChoice,
} from '../../entity/metrics';
import { useGraphMetrics } from '../../live';
import { stepName, targetWords } from '../words';
import { EntityGraph } from './EntityGraph';

const WHOLE = 'whole';

interface StepTotal {
  readonly id: string;
  readonly label: string;
  readonly total: GraphMetrics['steps'][number]['total'];
}

const columns: readonly DataColumn<StepTotal>[] = [
  { id: 'step', label: 'Step', isRowHeader: true, cell: ({ label }) => label },
  {
    id: 'requests',
    label: 'Requests',
    cell: ({ total }) => formatCount(total?.requests),
  },
  {
    id: 'rate',
    label: 'Rate',
    cell: ({ total }) => formatRate(total?.requestsPerSecond),
  },
  {
    id: 'errors',
    label: 'Errors',
    cell: ({ total }) => formatPercent(total?.errorRatio),
  },
  {
    id: 'median',
    label: 'Median',
    cell: ({ total }) => formatDuration(total?.p50Ms),
  },
  {
    id: 'p95',
    label: 'p95',
    cell: ({ total }) => formatDuration(total?.p95Ms),
  },
];

/** The tab Metrics: the whole graph, each of its steps, and charts of either. */
export function GraphMetricsContent() {
  return (
    <EntityGraph>
      {graph =>
        graph.ungated ? (
          <EmptyNotice
            title="Not measured here"
            description={`No gateway of Greenroom's sees these requests: ${graph.ungated}. KServe's router runs the graph; ask who runs the cluster where its metrics are. The pages of the services that it calls show their replicas.`}
          />
        ) : (
          <Metrics graph={graph} />
        )
      }
    </EntityGraph>
  );
}

function Metrics(props: { graph: GraphDetail }) {
  const { graph } = props;
  const choice = useMetricChoice();
  const live = useGraphMetrics(graph.ref, choice.range.id, choice.refresh.ms);
  const [shown, setShown] = useState(WHOLE);
  const labels = stepLabels(graph);
  return (
    <Flex direction="column" gap="4">
      <MetricControls choice={choice} onRefresh={live.retry} />
      <LiveView live={live} what="the metrics">
        {metrics => {
          const step = metrics.steps.find(({ id }) => id === shown);
          return (
            <>
              {metrics.absence && !isMeasured(metrics.requests) && (
                <Alert status="info" icon title={metrics.absence} />
              )}
              <section aria-label="Steps">
                <Text as="h3" variant="title-x-small">
                  Steps in this range
                </Text>
                <DataTable
                  label="Steps"
                  columns={columns}
                  rows={totals(metrics, labels)}
                  getId={({ id }) => id}
                />
              </section>
              <Select
                label="Charts of"
                size="small"
                value={step ? shown : WHOLE}
                options={[
                  { id: WHOLE, label: 'The whole graph' },
                  ...metrics.steps.map(({ id }) => ({
                    id,
                    label: labels.get(id) ?? id,
                  })),
                ]}
                onChange={chosen => setShown(String(chosen))}
              />
              <MetricCharts
                metrics={step ?? metrics}
                stepSeconds={metrics.stepSeconds}
                shortPoints={metrics.shortPoints}
              />
            </>
          );
        }}
      </LiveView>
    </Flex>
  );
}

function totals(
  { steps }: GraphMetrics,
  labels: ReadonlyMap<string, string>,
): readonly StepTotal[] {
  return steps.map(({ id, total }) => ({
    id,
    label: labels.get(id) ?? id,
    total,
  }));
}

/** `root 1. first → service iris`, by the id of the step; a step that is gone since has none. */
function stepLabels({ nodes }: GraphDetail): ReadonlyMap<string, string> {
  return new Map(
    nodes.flatMap(node =>
      node.steps.map(
        step =>
          [
            step.id,
            `${stepName(node, step)} → ${targetWords(step.target)}`,
          ] as const,
      ),
    ),
  );
}
