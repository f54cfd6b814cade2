import { Flex, Text } from '@backstage/ui';
import { GraphNodeView } from '@greenroom/backstage-plugin-model-serving-common';
import { stepName, targetWords, whenWords } from '../words';
import { readWay, WayStep } from './readWay';

/** What one request did inside the graph, step by step; and what it left aside. */
export function WayTaken(props: {
  headers: Readonly<Record<string, string>>;
  nodes: readonly GraphNodeView[];
}) {
  const way = readWay(props.headers, props.nodes);
  if (!way) {
    return (
      <Text color="secondary">
        The answer does not say which steps were taken: it did not come from the
        graph itself.
      </Text>
    );
  }
  const { taken, left, failed } = way;
  return (
    <section aria-label="What happened">
      <Flex direction="column" gap="2">
        <Text as="h4" weight="bold">
          What happened
        </Text>
        {taken.length === 0 ? (
          <Text>No step was called.</Text>
        ) : (
          <ol
            aria-label="Steps taken"
            style={{ margin: 0, paddingInlineStart: '1.5rem' }}
          >
            {taken.map((entry, i) => (
              // A step may be taken more than once: its place is what tells them apart
              <li key={`${i} ${entry.step.id}`}>
                <StepLine {...entry} />
              </li>
            ))}
          </ol>
        )}
        {failed.length > 0 && (
          <Text>
            Failed without being the failure of the graph: {failed.join(', ')}
          </Text>
        )}
        {left.length > 0 && (
          <Text variant="body-small" color="secondary">
            Not taken: {left.map(shortLine).join('; ')}
          </Text>
        )}
      </Flex>
    </section>
  );
}

function StepLine({ node, step }: WayStep) {
  const when = whenWords(node, step);
  return (
    <Text>
      <strong>{shortLine({ node, step })}</strong>
      {when && <Text color="secondary"> {when}</Text>}
    </Text>
  );
}

function shortLine({ node, step }: WayStep): string {
  return `${stepName(node, step)} → ${targetWords(step.target)}`;
}
