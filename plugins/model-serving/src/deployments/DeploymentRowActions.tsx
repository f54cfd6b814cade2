import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Button, Flex, VisuallyHidden } from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { DeploymentSummary } from '@greenroom/backstage-plugin-model-serving-common';
import {
  DeploymentDialogs,
  DialogName,
  isStopped,
  useDeploymentActions,
} from '../actions';
import { copyText, RowMenu, useListDialog } from '../components';
import { CopyDialog } from '../copies';
import { editDeploymentRouteRef } from '../routes';

/** Start or Stop of a row, and the menu of the other actions. */
export function DeploymentRowActions(props: {
  deployment: DeploymentSummary;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const { ref, title, endpoints, entityRef, state, isClusterRemoved } =
    deployment;
  const actions = useDeploymentActions(onChanged);
  const entityLink = useEntityRefLink();
  const editLink = useRouteRef(editDeploymentRouteRef);
  const navigate = useNavigate();
  const { dialog, open, close } = useListDialog<DialogName | 'copy'>();
  const [starting, setStarting] = useState(false);
  const [copied, setCopied] = useState('');
  const url = (endpoints.find(({ preferred }) => preferred) ?? endpoints[0])
    ?.inferUrl;
  return (
    <Flex gap="1" align="center">
      {isStopped(state) ? (
        <Button
          size="small"
          variant="secondary"
          isDisabled={isClusterRemoved}
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
          size="small"
          variant="secondary"
          isDisabled={state.code === 'deleting' || isClusterRemoved}
          onPress={() => open('stop')}
        >
          Stop
        </Button>
      )}
      <RowMenu
        of={title}
        entries={[
          { label: 'Use it', href: `${entityLink(entityRef)}/use-it` },
          {
            label: 'Edit',
            isDisabled: isClusterRemoved,
            onAction: () => navigate(editLink({ ...ref })),
          },
          {
            label: 'Scale',
            isDisabled: isClusterRemoved,
            onAction: menu => open('scale', menu),
          },
          { label: 'Copy to …', onAction: menu => open('copy', menu) },
          {
            label: 'Copy URL',
            isDisabled: !url,
            onAction: async () =>
              setCopied(
                url && (await copyText(url))
                  ? `URL of ${title} copied`
                  : 'The URL could not be copied',
              ),
          },
          {
            label: isClusterRemoved ? 'Forget' : 'Delete',
            isDanger: true,
            onAction: menu => open('delete', menu),
          },
        ]}
      />
      <VisuallyHidden role="status">{copied}</VisuallyHidden>
      {dialog === 'copy' && (
        <CopyDialog deployment={deployment} onClose={close} />
      )}
      <DeploymentDialogs
        open={dialog === 'copy' ? undefined : dialog}
        target={deployment}
        actions={actions}
        onClose={close}
      />
    </Flex>
  );
}
