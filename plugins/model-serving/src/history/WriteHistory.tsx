import { ReactNode, useState } from 'react';
import { Button } from '@backstage/ui';
import { HistoryView } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, EmptyNotice, LiveView } from '../components';
import { useLive } from '../live';
import { historyColumns } from './historyColumns';
import { HistoryEntryDialog } from './HistoryEntryDialog';
import { HistorySource } from './types';

/** Changes seldom. */
const POLL_MS = 10_000;

function columns(
  show: (entry: HistoryView) => void,
): readonly DataColumn<HistoryView>[] {
  return [
    ...historyColumns,
    {
      id: 'details',
      label: 'Details',
      cell: entry => (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Show ${entry.action} of generation ${entry.generation}`}
          onPress={() => show(entry)}
        >
          Show
        </Button>
      ),
    },
  ];
}

/** Who changed what of a resource of any kind, newest first; each write with its differences and the way back to it. */
export function WriteHistory(props: {
  source: HistorySource;
  /** What it is, e.g. `graph`. */
  noun: string;
  /** Whether the user may take back a write. */
  mayRestore: boolean;
  /** The question before a write is taken back. */
  renderRestore: (
    entry: HistoryView,
    handlers: { readonly onDone: () => void; readonly onClose: () => void },
  ) => ReactNode;
}) {
  const { source, noun, mayRestore, renderRestore } = props;
  const live = useLive(
    JSON.stringify(['history', source.key]),
    signal => source.list(signal),
    { poll: POLL_MS },
  );
  const [shown, setShown] = useState<HistoryView>();
  const [restored, setRestored] = useState<HistoryView>();
  return (
    <LiveView live={live} what="the history">
      {history => (
        <>
          <DataTable
            label="History"
            columns={columns(setShown)}
            rows={history}
            getId={({ id }) => String(id)}
            empty={
              <EmptyNotice
                title="No changes yet"
                description={`Each change of the ${noun} appears here with who made it.`}
              />
            }
          />
          {shown && (
            <HistoryEntryDialog
              source={source}
              entry={shown}
              history={history}
              onRestore={
                shown.hasObject && mayRestore
                  ? () => {
                      setRestored(shown);
                      setShown(undefined);
                    }
                  : undefined
              }
              onClose={() => setShown(undefined)}
            />
          )}
          {restored &&
            renderRestore(restored, {
              onDone: live.retry,
              onClose: () => setRestored(undefined),
            })}
        </>
      )}
    </LiveView>
  );
}
