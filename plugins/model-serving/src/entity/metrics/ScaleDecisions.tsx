import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import { ScaleDecisionView } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, TimeAgo } from '../../components';
import { changesAmong } from './scaleWords';

const columns: readonly DataColumn<ScaleDecisionView>[] = [
  {
    id: 'at',
    label: 'When',
    isRowHeader: true,
    cell: ({ at }) => <TimeAgo iso={at} />,
  },
  { id: 'replicas', label: 'Wanted', cell: ({ replicas }) => replicas },
  { id: 'ready', label: 'Ready', cell: ({ ready }) => ready },
  {
    id: 'because',
    label: 'Why',
    cell: ({ because }) => (
      <Text style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {because}
      </Text>
    ),
  },
];

/** The decisions that changed something, when asked for. */
export function ScaleDecisions(props: {
  of: string;
  decisions: readonly ScaleDecisionView[];
}) {
  const [isOpen, setOpen] = useState(false);
  const changes = changesAmong(props.decisions);
  const label = `${props.of}: decisions that changed something`;
  return (
    <div>
      <Button
        size="small"
        variant="tertiary"
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide earlier decisions' : 'Earlier decisions'}
      </Button>
      {isOpen && (
        <DataTable
          label={label}
          columns={columns}
          rows={changes}
          getId={({ at }) => at}
        />
      )}
    </div>
  );
}
