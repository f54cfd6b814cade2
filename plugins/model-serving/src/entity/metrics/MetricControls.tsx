import { useSearchParams } from 'react-router-dom';
import {
  Button,
  Flex,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { MetricRange } from '@greenroom/backstage-plugin-model-serving-common';
import { Answer, answersIn, PartKind, partKinds } from './parts';

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

/** What is looked at, as it stands in the address of the page. */
export interface MetricChoice {
  readonly range: (typeof ranges)[number];
  readonly refresh: (typeof refreshes)[number];
  readonly by: PartKind;
  /** Classes of answers that are counted; at least one. */
  readonly answers: readonly Answer[];
  readonly change: (key: MetricParameter, value: string) => void;
}

/** What of the choice stands in the address. */
export type MetricParameter = 'range' | 'refresh' | 'by' | 'answers';

/** All of the choice is kept in the address, so that a link shows the same. */
export function useMetricChoice(): MetricChoice {
  const [parameters, setParameters] = useSearchParams();
  return {
    range:
      ranges.find(({ id }) => id === parameters.get('range')) ?? DEFAULT_RANGE,
    refresh:
      refreshes.find(({ id }) => id === parameters.get('refresh')) ??
      DEFAULT_REFRESH,
    by:
      partKinds.find(({ id }) => id === parameters.get('by'))?.id ?? 'revision',
    answers: answersIn(parameters.get('answers')),
    change: (key, value) =>
      setParameters(
        current => {
          current.set(key, value);
          return current;
        },
        { replace: true },
      ),
  };
}

/** Chooses range and refresh, and reads again by hand. */
export function MetricControls(props: {
  choice: MetricChoice;
  onRefresh: () => void;
}) {
  const { range, refresh, change } = props.choice;
  return (
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
        onPress={props.onRefresh}
      >
        Refresh
      </Button>
    </Flex>
  );
}
