import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import {
  ComponentName,
  DeploymentSummary,
  GuardTrip,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import { TimeAgo } from '../../../components';
import styles from '../../../components/components.module.css';
import { useCanary } from './useCanary';

/** Why a canary lost its traffic, since when, and what can be done: letting it go on as it was is here, the rest below. */
export function GuardNotice(props: {
  deployment: Pick<DeploymentSummary, 'ref' | 'title'>;
  /** As people call it: `v2`. */
  canary: string;
  guard: Pick<GuardTrip, 'because' | 'percent' | 'at'>;
  /** Which one, for the API. */
  share: { readonly component: ComponentName } | { readonly canary: string };
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, canary, guard, share, mayChange, onChanged } = props;
  const { percent, because, at } = guard;
  const setCanary = useCanary(deployment, onChanged);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles.notice}>
      <Alert
        role="status"
        status="warning"
        icon
        title={`${canary} lost its traffic: ${because}`}
        description={
          <Flex direction="column" gap="2" align="start">
            <Text variant="body-small">
              It was to have {percent} %, and was stopped <TimeAgo iso={at} />.
              It still runs, without traffic: its log is on the tab Logs. Roll
              it back, give it another share or promote it below; correct it
              with Edit; or let it go on as it was.
            </Text>
            <Button
              size="small"
              variant="secondary"
              aria-label={`Allow ${canary} again`}
              isDisabled={!mayChange}
              onPress={() => setAsking(true)}
            >
              Allow again
            </Button>
          </Flex>
        }
      />
      {isAsking && (
        <ActionDialog
          title={`Allow ${canary} again?`}
          action="Allow again"
          onAction={() =>
            setCanary({ ...share, percent, isAllowedAgain: true })
          }
          onClose={() => setAsking(false)}
        >
          <Text>
            {canary} gets its {percent} % at once, and is judged anew by what it
            answers from then on. If it is still worse, it is stopped again.
          </Text>
        </ActionDialog>
      )}
    </div>
  );
}

/** Before a canary that was stopped gets everything: what is known against it. */
export function GuardWarning(props: {
  canary: string;
  guard: Pick<GuardTrip, 'because'> | undefined;
}) {
  const { canary, guard } = props;
  if (!guard) return null;
  return (
    <div className={styles.notice}>
      <Alert
        role="status"
        status="warning"
        icon
        title={`${canary} was stopped: ${guard.because}`}
        description={
          <Text variant="body-small">
            Promoted, it gets all traffic all the same, and nothing stops it any
            more.
          </Text>
        }
      />
    </div>
  );
}
