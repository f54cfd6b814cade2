import { useId } from 'react';
import { Flex, Text, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  DeploymentMetrics,
  formatCount,
  formatDuration,
  MetricSeries,
} from '@greenroom/backstage-plugin-model-serving-common';
import { largest, LineChart, NamedSeries } from '../../charts';
import { EmptyNotice, keyboardScrollable } from '../../components';
import type { MetricChoice } from './MetricControls';
import styles from './metrics.module.css';
import {
  Answer,
  answerKinds,
  PartKind,
  partKinds,
  partsOf,
  refusedInWords,
  ShownPart,
} from './parts';

/** As many as a chart can tell apart by colour and dash. */
const MAX_LINES = 3;

/**
 * Requests and latency by revision, tag or token, of all answers or some: the busiest as charts, all of them in a table, so
 * that an update, a canary or a caller is compared by numbers.
 */
export function Breakdown(props: {
  metrics: DeploymentMetrics;
  choice: MetricChoice;
}) {
  const { metrics, choice } = props;
  const { by, answers, change } = choice;
  const titleId = useId();
  const all = partsOf(metrics, by, answers);
  const parts = all?.filter(({ total }) => total > 0);
  const refused = refusedInWords(metrics);
  return (
    <section aria-labelledby={titleId}>
      <Flex direction="column" gap="4">
        <Text as="h2" id={titleId} variant="title-small">
          Who and what
        </Text>
        {refused && <Text variant="body-medium">{refused}</Text>}
        <Flex gap="3" style={{ flexWrap: 'wrap' }}>
          <ToggleButtonGroup
            aria-label="Told apart by"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[by]}
            onSelectionChange={([chosen]) => change('by', String(chosen))}
          >
            {partKinds.map(({ id, label }) => (
              <ToggleButton key={id} id={id}>
                {label}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <ToggleButtonGroup
            aria-label="Answers that count"
            selectionMode="multiple"
            disallowEmptySelection
            selectedKeys={answers}
            onSelectionChange={chosen =>
              change('answers', [...chosen].join(','))
            }
          >
            {answerKinds.map(({ id, label }) => (
              <ToggleButton key={id} id={id}>
                {label}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </Flex>
        {parts && parts.length > 0 ? (
          <Parts metrics={metrics} parts={parts} kind={by} answers={answers} />
        ) : (
          <EmptyNotice {...emptyWords(by, all, metrics)} />
        )}
      </Flex>
    </section>
  );
}

function Parts(props: {
  metrics: DeploymentMetrics;
  parts: readonly ShownPart[];
  kind: PartKind;
  answers: readonly Answer[];
}) {
  const { metrics, parts, kind, answers } = props;
  const drawn = parts.filter(({ requests }) => requests).slice(0, MAX_LINES);
  const hasLatency = drawn.some(({ latency }) => latency);
  const shown = answerKinds.filter(({ id }) => answers.includes(id));
  return (
    <>
      <div className={styles.row}>
        <LineChart
          title={`Requests by ${kind}`}
          quantity="rate"
          largestBeside={largest(metrics.requests)}
          absence=""
          shortPoints={metrics.shortPoints}
          series={drawn.map(part => ({
            ...together(part, answers),
            label: part.label,
            overall: requestWords(part.total),
          }))}
        />
        {hasLatency && (
          <LineChart
            title={`p95 latency by ${kind}, all answers`}
            quantity="duration"
            largestBeside={largest(metrics.latency)}
            absence=""
            shortPoints={metrics.shortPoints}
            series={drawn.flatMap(({ latency, label, p95 }): NamedSeries[] =>
              latency
                ? [{ ...latency, label, overall: formatDuration(p95) }]
                : [],
            )}
          />
        )}
      </div>
      <div
        className={styles.frame}
        role="region"
        aria-label={`Requests by ${kind} in this range`}
        {...keyboardScrollable}
      >
        <table className={styles.table}>
          <caption>Requests in this range</caption>
          <thead>
            <tr>
              <th scope="col">{labelOfKind(kind)}</th>
              {shown.map(({ id, label }) => (
                <th key={id} scope="col">
                  {label}
                </th>
              ))}
              {hasLatency && <th scope="col">p95</th>}
            </tr>
          </thead>
          <tbody>
            {parts.map(part => (
              <tr key={part.label}>
                <th scope="row">{part.label}</th>
                {shown.map(({ id }) => (
                  <td key={id}>{formatCount(part[id])}</td>
                ))}
                {hasLatency && <td>{formatDuration(part.p95)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function requestWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'request' : 'requests'}`;
}

function labelOfKind(kind: PartKind): string | undefined {
  return partKinds.find(({ id }) => id === kind)?.label;
}

/** All chosen answers of a part as one line; null where nothing was measured. */
function together(
  { name, requests = [] }: ShownPart,
  answers: readonly Answer[],
): MetricSeries {
  const chosen = requests.filter(series =>
    answers.some(answer => answer === series.name),
  );
  const [first, ...others] = chosen;
  return {
    name,
    points: (first?.points ?? []).map(([at, value], i) => [
      at,
      value === null
        ? null
        : others.reduce((sum, { points }) => sum + (points[i][1] ?? 0), value),
    ]),
  };
}

/** Why there is nothing, and what would change that. */
function emptyWords(
  kind: PartKind,
  all: readonly ShownPart[] | undefined,
  { refusals = [] }: DeploymentMetrics,
): { title: string; description: string } {
  if (all && all.length > 0)
    return {
      title: 'No such answers',
      description:
        'There were requests in this range, and none was answered so. Choose other answers, or a longer range.',
    };
  switch (kind) {
    case 'tag':
      return {
        title: 'No requests are told apart by tags',
        description:
          'A deployment has tags where its annotation serving.kserve.io/enable-tag-routing is "true": then each version has an address of its own.',
      };
    case 'reason':
      return {
        title: 'The gateway refused nothing',
        description:
          'What it answers by itself, or breaks off, is counted here by its reason: a missing token, a limit, a full queue, a replica that does not answer.',
      };
    case 'token':
      return all
        ? {
            title: 'No request came with a token',
            description:
              'Requests are counted by token once callers show one; the tab Access makes tokens.',
          }
        : {
            title: 'Who calls is not shown to you',
            description:
              'Whoever may see the tokens of this deployment sees who calls it: ask its owner.',
          };
    default:
      if (refusals.length > 0)
        return {
          title: 'No request reached a revision',
          description:
            'The gateway answered all of them itself: Reason refused says why.',
        };
      return {
        title: 'No requests in this range',
        description:
          'Choose a longer range, or send a request on the tab Use it.',
      };
  }
}
