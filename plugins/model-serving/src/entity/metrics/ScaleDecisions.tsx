import { useState } from 'react';
import { Button, Text } from '@backstage/ui';
import {
  ComponentName,
  ResourceRef,
  ScaleDecisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  DataColumn,
  DataTable,
  EmptyNotice,
  LiveView,
  TimeAgo,
} from '../../components';
import { useScaleDecisions } from '../../live';
import { changesAmong } from './scaleWords';

type Row = ScaleDecisionView & { readonly revision: string };

const columns: readonly DataColumn<Row>[] = [
  {
    id: 'at',
    label: 'When',
    isRowHeader: true,
    cell: ({ at }) => <TimeAgo iso={at} />,
  },
  { id: 'revision', label: 'Revision', cell: ({ revision }) => revision },
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

interface Decided {
  readonly deploymentRef: ResourceRef;
  readonly component: ComponentName;
  /** Title of what they belong to. */
  readonly of: string;
}

/** The decisions of the last day that changed something, when asked for. */
export function ScaleDecisions(props: Decided) {
  const [isOpen, setOpen] = useState(false);
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
      {isOpen && <LastDay {...props} />}
    </div>
  );
}

function LastDay({ deploymentRef, component, of }: Decided) {
  const live = useScaleDecisions(deploymentRef);
  return (
    <LiveView live={live} what="the decisions">
      {({ items }) => (
        <DataTable
          label={`${of}: decisions of the last day that changed something`}
          columns={columns}
          rows={items
            .filter(item => item.component === component)
            .flatMap(({ revision, decisions }) =>
              changesAmong(decisions).map(decision => ({
                ...decision,
                revision,
              })),
            )
            .sort((a, b) => b.at.localeCompare(a.at))}
          getId={({ at, revision }) => `${revision} ${at}`}
          empty={
            <EmptyNotice
              title="No decisions"
              description="Nothing changed in the last day."
            />
          }
        />
      )}
    </LiveView>
  );
}
