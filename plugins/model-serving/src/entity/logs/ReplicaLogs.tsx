import { useMemo, useState } from 'react';
import { Button, Flex, SearchField, Select, Switch, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import {
  LogLine,
  ReplicaFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  CopyButton,
  EmptyNotice,
  LoadingNotice,
  Problem,
  download,
} from '../../components';
import { LogLines } from './LogLines';
import { LogSource, MAX_LINES, useLogs } from './useLogs';

const ALL = 'all';
const TELLING = 'telling';
const tails = [
  { id: '100', label: 'Last 100 lines' },
  { id: '1000', label: 'Last 1,000 lines' },
  { id: String(MAX_LINES), label: 'Last 10,000 lines' },
];

/** What replicas write: which of them, how much, searched, followed. */
export function ReplicaLogs(props: {
  /** The same object as long as it is the same. */
  source: LogSource;
  replicas: readonly ReplicaFacts[];
  /** Of the file that is downloaded, without its ending. */
  fileName: string;
  /** Why there may be no line at all. */
  noLines: string;
}) {
  const { source, replicas, fileName, noLines } = props;
  const [replica, setReplica] = useState(ALL);
  const [chosenContainer, setContainer] = useState(TELLING);
  const [tail, setTail] = useState(tails[1].id);
  const [previous, setPrevious] = useState(false);
  const [follow, setFollow] = useState(false);
  const [search, setSearch] = useState('');
  const containers = containersOf(replicas, replica);
  const container = containers.find(name => name === chosenContainer);
  const logs = useLogs(
    source,
    {
      replica: replica === ALL ? undefined : replica,
      container,
      tail: Number(tail),
      previous: previous || undefined,
    },
    follow && !previous,
  );
  const shown = useMemo(
    () => logs.lines.filter(({ text }) => includes(text, search)),
    [logs.lines, search],
  );
  const text = useMemo(() => shown.map(lineText).join('\n'), [shown]);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
        <Select
          label="Replica"
          size="small"
          style={{ maxWidth: '18rem' }}
          value={replica}
          options={[
            { id: ALL, label: 'All replicas' },
            ...replicas.map(({ id }) => ({ id, label: id })),
          ]}
          onChange={chosen => setReplica(String(chosen))}
        />
        {containers.length > 1 && (
          <Select
            label="Container"
            size="small"
            style={{ maxWidth: '18rem' }}
            value={container ?? TELLING}
            options={[
              { id: TELLING, label: 'Server, or what it waits for' },
              ...containers.map(name => ({ id: name, label: name })),
            ]}
            onChange={chosen => setContainer(String(chosen))}
          />
        )}
        <Select
          label="Lines"
          size="small"
          style={{ maxWidth: '12rem' }}
          value={tail}
          options={tails}
          onChange={chosen => setTail(String(chosen))}
        />
        <SearchField
          label="Search"
          size="small"
          style={{ minWidth: '10rem', maxWidth: '18rem' }}
          value={search}
          onChange={setSearch}
        />
        <Switch
          label="Follow"
          isSelected={follow && !previous}
          isDisabled={previous}
          onChange={setFollow}
        />
        <Switch
          label="Before the last restart"
          isSelected={previous}
          onChange={setPrevious}
        />
        <CopyButton text={text} />
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiDownloadLine />}
          isDisabled={shown.length === 0}
          onPress={() => download(`${fileName}.log`, text)}
        >
          Download
        </Button>
      </Flex>
      {logs.error && (
        <Problem
          title="The logs could not be read"
          error={logs.error}
          onRetry={logs.retry}
        />
      )}
      {logs.loading && <LoadingNotice what="the logs" />}
      {!logs.loading && !logs.error && shown.length === 0 && (
        <NoLines
          searching={search !== ''}
          previous={previous}
          otherwise={noLines}
        />
      )}
      {!previous && shown.some(({ isPrevious }) => isPrevious) && (
        <Text role="status" color="secondary">
          A container ended and has not started again: these are lines from
          before its last restart.
        </Text>
      )}
      {shown.length > 0 && (
        <LogLines
          lines={shown}
          withReplica={replica === ALL}
          withContainer={containers.length > 1}
          stickToEnd={follow}
        />
      )}
      {logs.ended && (
        <Text role="status" color="secondary">
          The log ended: the replica did, or was replaced.
        </Text>
      )}
    </Flex>
  );
}

function NoLines(props: {
  searching: boolean;
  previous: boolean;
  otherwise: string;
}) {
  if (props.searching) {
    return (
      <EmptyNotice
        title="No line matches"
        description="Lines were read, but none contains what you search for."
      />
    );
  }
  return (
    <EmptyNotice
      title="No log lines"
      description={
        props.previous
          ? 'Nothing that is read here has restarted, so there is no earlier log.'
          : props.otherwise
      }
    />
  );
}

/** Of the replica that is chosen, or of all; each once, in the order in which they start. */
function containersOf(
  replicas: readonly ReplicaFacts[],
  chosen: string,
): readonly string[] {
  const names = replicas
    .filter(({ id }) => chosen === ALL || id === chosen)
    .flatMap(({ containers = [] }) => containers);
  return [...new Set(names)];
}

function includes(text: string, search: string): boolean {
  return text.toLocaleLowerCase().includes(search.toLocaleLowerCase());
}

function lineText({ at, replica, container, text }: LogLine): string {
  const from = container ? `${replica} ${container}` : replica;
  return [at, `[${from}]`, text].filter(Boolean).join(' ');
}
