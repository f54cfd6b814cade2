import { Alert, Flex } from '@backstage/ui';
import {
  ResourceRef,
  usageProblemIn,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isMeasured } from '../../charts';
import { LiveView } from '../../components';
import { clusterNamed } from '../../inputs';
import { useClusters, useMetrics } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';
import { MetricCharts } from './MetricCharts';
import { Breakdown } from './Breakdown';
import { MetricControls, useMetricChoice } from './MetricControls';
import { ScalingSummary } from './ScalingSummary';

/** A burst is over before a chart moves: the decision is read more often than the charts. */
const SCALING_REFRESH_MS = 5_000;

/** The tab Metrics: what the gateway and the replicas measured. */
export function MetricsContent() {
  return (
    <EntityDeploymentRef>
      {ref => <Metrics deploymentRef={ref} />}
    </EntityDeploymentRef>
  );
}

function Metrics(props: { deploymentRef: ResourceRef }) {
  const choice = useMetricChoice();
  const { cluster } = props.deploymentRef;
  const { capabilities } = clusterNamed(useClusters().value, cluster) ?? {};
  const refreshMs = choice.refresh.ms;
  const live = useMetrics(props.deploymentRef, choice.range.id, refreshMs);
  return (
    <Flex direction="column" gap="4">
      <MetricControls choice={choice} onRefresh={live.retry} />
      <ScalingSummary
        deploymentRef={props.deploymentRef}
        refreshMs={refreshMs && Math.min(refreshMs, SCALING_REFRESH_MS)}
      />
      <LiveView live={live} what="the metrics">
        {metrics => (
          <>
            {metrics.absence && !isMeasured(metrics.requests) && (
              <Alert status="info" icon title={metrics.absence} />
            )}
            <MetricCharts
              metrics={metrics}
              stepSeconds={metrics.stepSeconds}
              shortPoints={metrics.shortPoints}
              usageProblem={
                capabilities &&
                usageProblemIn(capabilities, props.deploymentRef.namespace)
              }
            />
            {(!metrics.absence || isMeasured(metrics.requests)) && (
              <Breakdown metrics={metrics} choice={choice} />
            )}
          </>
        )}
      </LiveView>
    </Flex>
  );
}
