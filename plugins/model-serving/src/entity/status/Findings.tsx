import { Alert, Flex } from '@backstage/ui';
import { Finding } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../../components/components.module.css';
import { FindingBody } from './FindingBody';

const statuses = { error: 'danger', warning: 'warning', info: 'info' } as const;
const severities: Record<Finding['severity'], string> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

/** What is wrong, most important first: in plain words, with what to do and the upstream text. */
export function Findings(props: { findings: readonly Finding[] }) {
  if (props.findings.length === 0) {
    return null;
  }
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
