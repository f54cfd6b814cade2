import { Box, Text } from '@backstage/ui';
import { Finding } from '@greenroom/backstage-plugin-model-serving-common';
import { Since } from '../../components';
import styles from '../../components/components.module.css';

const fixers: Record<Finding['fixableBy'], string> = {
  owner: 'The owner can fix this.',
  platform: 'The platform team can fix this.',
  anyone: '',
};

/** What to do about a finding, who can, where it is, and what was reported. */
export function FindingBody(props: { finding: Finding }) {
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
