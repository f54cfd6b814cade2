import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiEditLine,
  RiExpandUpDownLine,
  RiFileCopyLine,
  RiPlayLine,
  RiStopLine,
} from '@remixicon/react';
import {
  deploymentCreatePermission,
  deploymentDeletePermission,
  DeploymentDetail,
  deploymentScalePermission,
  deploymentStartStopPermission,
  deploymentUpdatePermission,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  DeploymentDialogs,
  DialogName,
  isStopped,
  useDeploymentActions,
} from '../../actions';
import styles from '../../components/components.module.css';
import { CopyDialog } from '../../copies';
import { editDeploymentRouteRef } from '../../routes';

/** Start or Stop, Scale, Edit, Copy, Delete. What one may not do is disabled, and the reason stands below. */
export function DeploymentButtons(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const actions = useDeploymentActions(onChanged);
  const editLink = useRouteRef(editDeploymentRouteRef);
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<DialogName>();
  const [starting, setStarting] = useState(false);
  const [copying, setCopying] = useState(false);
  const may = useAllowed(deployment);
  const { isClusterRemoved } = deployment;
  const deleting = deployment.state.code === 'deleting';
  const isFixed = deleting || isClusterRemoved;
  const refused = Object.entries({
    'start or stop': may.startStop,
    scale: may.scale,
    edit: may.update,
    delete: may.remove,
  })
    .filter(([, allowed]) => !allowed)
    .map(([verb]) => verb);
  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" className={styles.readable} style={{ flexWrap: 'wrap' }}>
        {isStopped(deployment.state) ? (
          <Button
            variant="primary"
            iconStart={<RiPlayLine />}
            isDisabled={!may.startStop || isClusterRemoved}
            isPending={starting}
            onPress={async () => {
              setStarting(true);
              await actions.start(deployment);
              setStarting(false);
            }}
          >
            Start
          </Button>
        ) : (
          <Button
            variant="secondary"
            iconStart={<RiStopLine />}
            isDisabled={!may.startStop || isFixed}
            onPress={() => setDialog('stop')}
          >
            Stop
          </Button>
        )}
        <Button
          variant="secondary"
          iconStart={<RiExpandUpDownLine />}
          isDisabled={!may.scale || isFixed}
          onPress={() => setDialog('scale')}
        >
          Scale
        </Button>
        <Button
          variant="secondary"
          iconStart={<RiEditLine />}
          isDisabled={!may.update || isFixed}
          onPress={() => navigate(editLink({ ...deployment.ref }))}
        >
          Edit
        </Button>
        <Button
          variant="secondary"
          iconStart={<RiFileCopyLine />}
          isDisabled={!may.create}
          onPress={() => setCopying(true)}
        >
          Copy to …
        </Button>
        <Button
          variant="secondary"
          destructive
          iconStart={<RiDeleteBinLine />}
          isDisabled={!may.remove || deleting}
          onPress={() => setDialog('delete')}
        >
          {isClusterRemoved ? 'Forget' : 'Delete'}
        </Button>
      </Flex>
      {refused.length > 0 && (
        <Text variant="body-small" color="secondary">
          You may not {refused.join(', ')} this deployment. Its owner
          {deployment.owner ? ` (${deployment.owner})` : ''} or the platform
          team can.
        </Text>
      )}
      {!may.create && (
        <Text variant="body-small" color="secondary">
          You may not create deployments, and so not copy this one: ask the
          platform team.
        </Text>
      )}
      {copying && (
        <CopyDialog deployment={deployment} onClose={() => setCopying(false)} />
      )}
      <DeploymentDialogs
        open={dialog}
        target={deployment}
        actions={actions}
        onClose={() => setDialog(undefined)}
      />
    </Flex>
  );
}

/** What the user may do; while it is being asked nothing counts as refused, since the backend decides anyway. */
function useAllowed(deployment: DeploymentDetail) {
  const resourceRef = stringifyResourceRef(deployment.ref);
  const startStop = usePermission({
    permission: deploymentStartStopPermission,
    resourceRef,
  });
  const scale = usePermission({
    permission: deploymentScalePermission,
    resourceRef,
  });
  const update = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef,
  });
  const remove = usePermission({
    permission: deploymentDeletePermission,
    resourceRef,
  });
  const create = usePermission({ permission: deploymentCreatePermission });
  return {
    create: create.loading || create.allowed,
    startStop: startStop.loading || startStop.allowed,
    scale: scale.loading || scale.allowed,
    update: update.loading || update.allowed,
    remove: remove.loading || remove.allowed,
  };
}
