import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  Button,
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  VisuallyHidden,
} from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { RiMore2Line } from '@remixicon/react';
import { DeploymentSummary } from '@greenroom/backstage-plugin-model-serving-common';
import {
  DeploymentDialogs,
  DialogName,
  isStopped,
  useDeploymentActions,
} from '../actions';
import { copyText } from '../components';
import styles from '../components/components.module.css';
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
  const [dialog, setDialog] = useState<DialogName | 'copy'>();
  const [starting, setStarting] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const openedByMenu = useRef(false);
  useEffect(() => {
    // The menu entry that had the focus is gone by the time its dialog closes.
    if (!dialog && openedByMenu.current) {
      openedByMenu.current = false;
      menu.current?.focus();
    }
  }, [dialog]);
  const openFromMenu = (name: DialogName | 'copy') => {
    openedByMenu.current = true;
    setDialog(name);
  };
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
          onPress={() => setDialog('stop')}
        >
          Stop
        </Button>
      )}
      <MenuTrigger>
        <ButtonIcon
          ref={menu}
          size="small"
          variant="tertiary"
          icon={<RiMore2Line />}
          aria-label={`More actions for ${title}`}
        />
        <Menu>
          <MenuItem href={`${entityLink(entityRef)}/use-it`}>Use it</MenuItem>
          <MenuItem
            isDisabled={isClusterRemoved}
            onAction={() => navigate(editLink({ ...ref }))}
          >
            Edit
          </MenuItem>
          <MenuItem
            isDisabled={isClusterRemoved}
            onAction={() => openFromMenu('scale')}
          >
            Scale
          </MenuItem>
          <MenuItem onAction={() => openFromMenu('copy')}>Copy to …</MenuItem>
          <MenuItem
            isDisabled={!url}
            onAction={async () =>
              setCopied(
                url && (await copyText(url))
                  ? `URL of ${title} copied`
                  : 'The URL could not be copied',
              )
            }
          >
            Copy URL
          </MenuItem>
          <MenuItem
            color="danger"
            className={styles.readable}
            onAction={() => openFromMenu('delete')}
          >
            {isClusterRemoved ? 'Forget' : 'Delete'}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      <VisuallyHidden role="status">{copied}</VisuallyHidden>
      {dialog === 'copy' && (
        <CopyDialog
          deployment={deployment}
          onClose={() => setDialog(undefined)}
        />
      )}
      <DeploymentDialogs
        open={dialog === 'copy' ? undefined : dialog}
        target={deployment}
        actions={actions}
        onClose={() => setDialog(undefined)}
      />
    </Flex>
  );
}
