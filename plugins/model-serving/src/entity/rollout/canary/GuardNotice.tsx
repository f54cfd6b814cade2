import { Alert, Text } from '@backstage/ui';
import { GuardTrip } from '@greenroom/backstage-plugin-model-serving-common';
import { TimeAgo } from '../../../components';
import styles from '../../../components/components.module.css';

/** Why a canary lost its traffic, since when, and what can be done. */
export function GuardNotice(props: {
  /** As people call it: `v2`. */
  canary: string;
  guard: Pick<GuardTrip, 'because' | 'percent' | 'at'>;
}) {
  const { canary, guard } = props;
  return (
    <div className={styles.notice}>
      <Alert
        role="status"
        status="warning"
        icon
        title={`${canary} lost its traffic: ${guard.because}`}
        description={
          <Text variant="body-small">
            It was to have {guard.percent} %, and was stopped{' '}
            <TimeAgo iso={guard.at} />. It still runs: look at its log. Another
            share gives it traffic again.
          </Text>
        }
      />
    </div>
  );
}
