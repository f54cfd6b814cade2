import { Alert, Flex, Text } from '@backstage/ui';
import {
  FieldMessage,
  GraphDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../../components/components.module.css';
import { Findings } from '../../entity/status';
import { GraphDrawing } from '../picture';
import { EntityGraph } from './EntityGraph';
import { GraphSummary } from './GraphSummary';
import { RouterReplicas } from './RouterReplicas';

/** The tab Graph: state, what is wrong, and the picture with what passes on each edge. */
export function GraphContent() {
  return (
    <EntityGraph>
      {(graph, live) => (
        <Flex direction="column" gap="6">
          <GraphSummary graph={graph} onChanged={live.retry} />
          <Findings findings={graph.findings ?? []} />
          <Problems graph={graph} />
          <section aria-label={graph.ungated ? 'Steps' : 'Steps and traffic'}>
            <Flex direction="column" gap="3">
              <Text as="h3" variant="title-x-small">
                {graph.ungated
                  ? 'Steps'
                  : 'Steps, with the traffic of the last minute'}
              </Text>
              <GraphDrawing graph={graph} />
            </Flex>
          </section>
          {graph.replicas && <RouterReplicas replicas={graph.replicas} />}
        </Flex>
      )}
    </EntityGraph>
  );
}

/** What keeps it from running, which of its services cannot be called, and what to know about it. */
function Problems(props: { graph: GraphDetail }) {
  const { problems, warnings, members } = props.graph;
  const broken = members.flatMap(({ name, problem }) =>
    problem ? [{ path: name, message: problem }] : [],
  );
  return (
    <>
      {problems.length > 0 && (
        <Messages
          status="danger"
          title="It cannot run as it is"
          messages={problems}
        />
      )}
      {broken.length > 0 && (
        <Messages
          status="warning"
          title="Not all of its services can be called"
          messages={broken}
        />
      )}
      {warnings.length > 0 && (
        <Messages status="info" title="To know" messages={warnings} />
      )}
    </>
  );
}

function Messages(props: {
  status: 'danger' | 'warning' | 'info';
  title: string;
  messages: readonly FieldMessage[];
}) {
  const { status, title, messages } = props;
  return (
    <Alert
      status={status}
      icon
      title={title}
      description={
        <ul className={styles.bullets}>
          {messages.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path ? `${path}: ${message}` : message}
            </li>
          ))}
        </ul>
      }
    />
  );
}
