import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  RevisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../../components/components.module.css';
import { DeploymentRollback } from '../rollout/DeploymentRollback';
import { revisionLabel } from '../rollout/revisionLabel';
import { FindingBody } from './FindingBody';

/** Tells that an update fails while the revision before it serves on, and offers the way back to it. */
export function UpdateFailing(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const [isAsking, setAsking] = useState(false);
  const finding = deployment.fullState.findings.find(
    ({ code }) => code === 'UpdateFailing',
  );
  const serving = servingRevision(deployment, finding?.component);
  if (!finding || !serving) {
    return null;
  }
  return (
    <div className={styles.notice}>
      <Alert
        role="status"
        status="warning"
        icon
        title={`Serving the old version, ${lowered(finding.headline)}`}
        description={
          <Flex direction="column" gap="2" align="start">
            <FindingBody finding={finding} />
            {deployment.ungated ? (
              <Text>
                Its cluster goes where the spec says: the tab History has the
                way back to an earlier one.
              </Text>
            ) : (
              <Button
                size="small"
                variant="secondary"
                onPress={() => setAsking(true)}
              >
                Roll back
              </Button>
            )}
          </Flex>
        }
      />
      {isAsking && (
        <DeploymentRollback
          deployment={deployment}
          target={{ revision: serving.name }}
          to={revisionLabel(serving)}
          onDone={onChanged}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** Who has the traffic of the component whose update fails. */
function servingRevision(
  { revisions }: DeploymentDetail,
  component = 'predictor',
): RevisionView | undefined {
  return revisions.find(
    revision =>
      revision.component === component &&
      revision.percent > 0 &&
      !revision.isCanary,
  );
}

function lowered(text: string): string {
  return text.charAt(0).toLocaleLowerCase('en-US') + text.slice(1);
}
