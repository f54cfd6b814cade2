import { useSearchParams } from 'react-router-dom';
import {
  Alert,
  Button,
  Flex,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import {
  MetricRange,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isMeasured } from '../../charts';
import { LiveView } from '../../components';
import { useMetrics } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';
import { MetricCharts } from './MetricCharts';

const ranges: readonly { id: MetricRange; label: string }[] = [
  { id: '15m', label: '15 min' },
  { id: '1h', label: '1 h' },
  { id: '24h', label: '24 h' },
  { id: '7d', label: '7 d' },
  { id: '30d', label: '30 d' },
];

const refreshes = [
  { id: 'off', label: 'Off', ms: false as const },
  { id: '15s', label: '15 s', ms: 15_000 },
  { id: '30s', label: '30 s', ms: 30_000 },
  { id: '1m', label: '1 min', ms: 60_000 },
  { id: '5m', label: '5 min', ms: 300_000 },
  { id: '15m', label: '15 min', ms: 900_000 },
];
const DEFAULT_RANGE = ranges[1];
const DEFAULT_REFRESH = refreshes[3];

/** The tab Metrics: what the gateway and the replicas measured. */
export function MetricsContent() {
  return (
    <EntityDeploymentRef>
      {ref => <Metrics deploymentRef={ref} />}
    </EntityDeploymentRef>
  );
}

function Metrics(props: { deploymentRef: ResourceRef }) {
  const [parameters, setParameters] = useSearchParams();
  const range =
    ranges.find(({ id }) => id === parameters.get('range')) ?? DEFAULT_RANGE;
  const refresh =
    refreshes.find(({ id }) => id === parameters.get('refresh')) ??
    DEFAULT_REFRESH;
  const live = useMetrics(props.deploymentRef, range.id, refresh.ms);
  const change = (key: string, value: string) =>
    setParameters(
      current => {
        current.set(key, value);
        return current;
      },
      { replace: true },
    );
  return (
    <Flex direction="column" gap="4">
      <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
        <ToggleButtonGroup
          aria-label="Range"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[range.id]}
          onSelectionChange={([chosen]) => change('range', String(chosen))}
        >
          {ranges.map(({ id, label }) => (
            <ToggleButton key={id} id={id}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Select
          label="Refresh every"
          size="small"
          style={{ maxWidth: '10rem' }}
          value={refresh.id}
          options={refreshes.map(({ id, label }) => ({ id, label }))}
          onChange={chosen => change('refresh', String(chosen))}
        />
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiRefreshLine />}
          onPress={live.retry}
        >
          Refresh
        </Button>
      </Flex>
      <LiveView live={live} what="the metrics">
        {metrics => (
          <>
            {metrics.absence && !isMeasured(metrics.requests) && (
              <Alert status="info" icon title={metrics.absence} />
            )}
            <MetricCharts metrics={metrics} />
          </>
        )}
      </LiveView>
    </Flex>
  );
}
