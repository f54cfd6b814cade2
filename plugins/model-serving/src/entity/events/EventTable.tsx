import { useMemo, useState } from 'react';
import { Flex, Switch, Text } from '@backstage/ui';
import { RiErrorWarningFill, RiInformationLine } from '@remixicon/react';
import { EventView } from '@greenroom/backstage-plugin-model-serving-common';
import {
  DataColumn,
  DataTable,
  EmptyNotice,
  LiveView,
  TimeAgo,
} from '../../components';
import { Live } from '../../live';
import styles from './events.module.css';

const columns: readonly DataColumn<EventView>[] = [
  {
    id: 'type',
    label: 'Type',
    cell: ({ type }) => (
      <Flex gap="1" align="center">
        {type === 'Warning' ? (
          <RiErrorWarningFill size={16} aria-hidden="true" />
        ) : (
          <RiInformationLine size={16} aria-hidden="true" />
        )}
        {type}
      </Flex>
    ),
  },
  {
    id: 'reason',
    label: 'Reason',
    isRowHeader: true,
    cell: ({ reason }) => reason,
  },
  {
    id: 'source',
    label: 'Told by',
    cell: ({ source }) => (source === 'cluster' ? 'Cluster' : 'Greenroom'),
  },
  {
    id: 'object',
    label: 'Object',
    cell: ({ object }) => <span className={styles.object}>{object}</span>,
  },
  {
    id: 'message',
    label: 'Message',
    cell: ({ message }) => <Text className={styles.message}>{message}</Text>,
  },
  { id: 'count', label: 'Count', cell: ({ count }) => count },
  {
    id: 'first',
    label: 'First seen',
    cell: ({ firstSeen }) => <TimeAgo iso={firstSeen} />,
  },
  {
    id: 'last',
    label: 'Last seen',
    cell: ({ lastSeen }) => <TimeAgo iso={lastSeen} />,
  },
];

/** What happened, newest first. */
export function EventTable(props: { live: Live<readonly EventView[]> }) {
  const { live } = props;
  const [warningsOnly, setWarningsOnly] = useState(false);
  const rows = useMemo(
    () =>
      [...(live.value ?? [])]
        .filter(({ type }) => !warningsOnly || type === 'Warning')
        .sort((a, b) => b.lastSeen.localeCompare(a.lastSeen)),
    [live.value, warningsOnly],
  );
  return (
    <LiveView live={live} what="the events">
      {() => (
        <>
          <Switch
            label="Warnings only"
            isSelected={warningsOnly}
            onChange={setWarningsOnly}
          />
          <DataTable
            label="Events"
            columns={columns}
            rows={rows}
            getId={event =>
              [
                event.source,
                event.reason,
                event.object,
                event.firstSeen,
                event.message,
              ].join()
            }
            empty={
              warningsOnly ? (
                <EmptyNotice
                  title="No warnings"
                  description="Nothing went wrong in the time that is kept."
                />
              ) : (
                <EmptyNotice
                  title="No events"
                  description="Starts, stops, scaling and failures appear here when they happen."
                />
              )
            }
          />
        </>
      )}
    </LiveView>
  );
}
