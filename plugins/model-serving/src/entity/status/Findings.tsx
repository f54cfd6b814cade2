import { Alert, Box, Flex, Text } from '@backstage/ui';
import { Finding } from '@greenroom/backstage-plugin-model-serving-common';
import { Since } from '../../components';
import styles from '../../components/components.module.css';

const statuses = { error: 'danger', warning: 'warning', info: 'info' } as const;
const severities: Record<Finding['severity'], string> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};
const fixers: Record<Finding['fixableBy'], string> = {
  owner: 'The owner can fix this.',
  platform: 'The platform team can fix this.',
  anyone: '',
};

/** What is wrong, most important first: in plain words, with what to do and the upstream text. */
export function Findings(props: { findings: readonly Finding[] }) {
  return (
    <Flex direction="column" gap="3" className={styles.notice}>
      {props.findings.map(finding => (
        <Alert
          key={[finding.code, finding.revision, finding.replica].join()}
          status={statuses[finding.severity]}
          icon
          title={`${severities[finding.severity]}: ${finding.headline}`}
          description={<FindingBody finding={finding} />}
        />
      ))}
    </Flex>
  );
}

function FindingBody(props: { finding: Finding }) {
  const { action, fixableBy, component, revision, replica, since, detail } =
    props.finding;
  const where = [component, revision, replica].filter(Boolean).join(' › ');
  return (
    <Box>
      <Text as="p">
        {action} {fixers[fixableBy]}
      </Text>
      {(where || since) && (
        <Text as="p" variant="body-small">
          {where}
          {where && since && ' · '}
          {since && <Since iso={since} />}
        </Text>
      )}
      {detail && (
        <details className={styles.fold}>
          <summary>What was reported</summary>
          <pre className={`${styles.code} ${styles.wrap}`}>{detail}</pre>
        </details>
      )}
    </Box>
  );
}
