import { ReactNode, useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  DeploymentExplanation,
  ResourceRef,
  RuntimeChoice,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LiveView } from '../../components';
import styles from '../../components/components.module.css';
import { useExplanation } from '../../live';

/** Why it is so: runtime, replicas and traffic with their reasons. Folded; read when it is opened. */
export function WhyPanel(props: { deploymentRef: ResourceRef }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={styles.fold}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Why?</summary>
      {isOpen && <Explanation deploymentRef={props.deploymentRef} />}
    </details>
  );
}

function Explanation(props: { deploymentRef: ResourceRef }) {
  const live = useExplanation(props.deploymentRef);
  return (
    <section aria-label="Why it is so" style={{ paddingBlockStart: '0.75rem' }}>
      <LiveView live={live} what="the reasons">
        {explanation => <Reasons explanation={explanation} />}
      </LiveView>
    </section>
  );
}

function Reasons(props: { explanation: DeploymentExplanation }) {
  const { summary, runtime, readiness, replicas, traffic } = props.explanation;
  return (
    <Flex direction="column" gap="4">
      <Text>{summary}</Text>
      <Part title="State" sentence={readiness.sentence}>
        <Lines label="Waited for" lines={readiness.waitingFor} />
      </Part>
      <Part title="Replicas" sentence={replicas.sentence}>
        <Lines label="Because" lines={replicas.because.slice(1)} />
      </Part>
      <Part title="Traffic" sentence={traffic.sentence}>
        <Lines
          label="By revision"
          lines={traffic.targets.slice(1).map(({ because }) => because)}
        />
      </Part>
      <Part title="Runtime" sentence={runtime.sentence}>
        {runtime.choice && <Others choice={runtime.choice} />}
      </Part>
    </Flex>
  );
}

function Part(props: {
  title: string;
  sentence: string;
  children?: ReactNode;
}) {
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" weight="bold">
        {props.title}
      </Text>
      <Text>{props.sentence}</Text>
      {props.children}
    </Flex>
  );
}

function Lines(props: { label: string; lines: readonly string[] }) {
  const { label, lines } = props;
  if (lines.length === 0) {
    return null;
  }
  return (
    <ul className={styles.bullets} aria-label={label}>
      {lines.map(line => (
        <li key={line}>
          <Text>{line}</Text>
        </li>
      ))}
    </ul>
  );
}

/** Why each other runtime was not chosen. */
function Others(props: { choice: RuntimeChoice }) {
  const { relaxations, rejected } = props.choice;
  return (
    <>
      <Lines label="Rules that were relaxed" lines={relaxations} />
      <Lines
        label="Runtimes that were not chosen"
        lines={rejected.map(({ sentence }) => sentence)}
      />
    </>
  );
}
