import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Select,
  Text,
} from '@backstage/ui';
import { stringify } from 'yaml';
import {
  HistoryDetail,
  HistoryView,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  Actor,
  ChangeTable,
  CodeBlock,
  download,
  LiveView,
  TimeAgo,
} from '../components';
import styles from '../components/components.module.css';
import { useLive } from '../live';
import { originInWords, writeInWords } from './historyWords';
import { HistorySource } from './types';

/** Value of the choice to compare with the write before. */
const BEFORE = 'before';

/** One write: who, when, how, what it changed against the one before or any other, and the way back to it. */
export function HistoryEntryDialog(props: {
  source: HistorySource;
  entry: HistoryView;
  /** All writes, for a comparison. */
  history: readonly HistoryView[];
  /** Absent: the user may not, or it is what is there now. */
  onRestore?: () => void;
  onClose: () => void;
}) {
  const { source, entry, history, onRestore, onClose } = props;
  const [choice, setChoice] = useState(BEFORE);
  const against = choice === BEFORE ? undefined : Number(choice);
  // Read once: what was written does not change
  const live = useLive(
    JSON.stringify(['history entry', source.key, entry.id, against]),
    signal => source.entry({ id: entry.id, against }, signal),
    { poll: false, signals: false },
  );
  const others = history.filter(
    ({ id, hasObject }) => hasObject && id !== entry.id,
  );
  return (
    <Dialog
      isOpen
      width="min(60rem, 92vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>
        {`${entry.action}, generation ${entry.generation}`}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text>
            <TimeAgo iso={entry.at} /> by <Actor actor={entry.actor} />
            {entry.how && `, with: ${originInWords(entry)}`}
          </Text>
          {entry.hasObject && others.length > 0 && (
            <Select
              label="Compare with"
              size="small"
              value={choice}
              onChange={value => setChoice(String(value ?? BEFORE))}
              options={[
                { value: BEFORE, label: 'The write before' },
                ...others.map(other => ({
                  value: String(other.id),
                  label: writeInWords(other),
                })),
              ]}
            />
          )}
          <LiveView live={live} what="the write">
            {detail => <Detail detail={detail} />}
          </LiveView>
        </Flex>
      </DialogBody>
      <DialogFooter>
        {onRestore && (
          <Button variant="secondary" onPress={onRestore}>
            Restore
          </Button>
        )}
        <Button variant="primary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Detail(props: { detail: HistoryDetail }) {
  const { object, diff, against, changes } = props.detail;
  if (!object || !diff) {
    return <NotKept detail={props.detail} />;
  }
  const text = stringify(object, { lineWidth: 0 });
  return (
    <>
      <ChangeTable
        label="What changed"
        changes={against ? diff : []}
        sides={against && [`#${against.id}`, 'This write']}
        empty={
          against
            ? 'Nothing differs.'
            : 'It is the first write: all of it was new.'
        }
      />
      {changes.length === 0 && against && (
        <Text variant="body-small" color="secondary">
          This write changed no field of the spec.
        </Text>
      )}
      <details className={styles.fold}>
        <summary>The whole object after this write</summary>
        <CodeBlock label="YAML after this write" text={text} />
        <Button
          size="small"
          variant="secondary"
          onPress={() => download(`${object.metadata.name}.yaml`, text)}
        >
          Download
        </Button>
      </details>
    </>
  );
}

function NotKept(props: { detail: HistoryDetail }) {
  const { changes, reason } = props.detail;
  return (
    <>
      <Text color="secondary">{reasonOf(props.detail)}</Text>
      {reason && (
        <Text>
          Why: <span className={styles.breakable}>{reason}</span>
        </Text>
      )}
      {changes.length > 0 && (
        <Text>
          Fields: <span className={styles.mono}>{changes.join(', ')}</span>
        </Text>
      )}
    </>
  );
}

function reasonOf({ result, against, object }: HistoryDetail): string {
  if (result === 'refused') {
    return 'It was refused, so nothing was stored.';
  }
  return object && against
    ? 'What it is compared with is not kept any more.'
    : 'What it left behind is not kept (any more): the objects of the newest 100 changes are.';
}
