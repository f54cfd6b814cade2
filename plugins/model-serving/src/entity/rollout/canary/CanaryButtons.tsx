import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  ComponentSplit,
  DeploymentSummary,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import { GuardWarning } from './GuardNotice';
import { ShareDialog } from './ShareDialog';
import { useCanary } from './useCanary';

/** What can be done with a canary. */
export function CanaryButtons(props: {
  deployment: Pick<DeploymentSummary, 'ref' | 'title'>;
  split: Pick<ComponentSplit, 'component' | 'percent' | 'guard'>;
  /** As people call them: `v1`, `v2`. */
  stable: string;
  canary: string;
  /** A share is asked for: without one there is nothing to promote. Default: there is. */
  isPromotable?: boolean;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, split, stable, canary, mayChange, onChanged } = props;
  const { isPromotable = true } = props;
  const { component, percent } = split;
  const setCanary = useCanary(deployment, onChanged);
  const [dialog, setDialog] = useState<'share' | 'promote' | 'back'>();
  const share = (next: number) => setCanary({ component, percent: next });
  const close = () => setDialog(undefined);
  return (
    <Flex gap="2" style={{ flexWrap: 'wrap' }}>
      {isPromotable && (
        <Button
          variant="primary"
          isDisabled={!mayChange}
          onPress={() => setDialog('promote')}
        >
          Promote
        </Button>
      )}
      <Button
        variant="secondary"
        isDisabled={!mayChange}
        onPress={() => setDialog('share')}
      >
        Change share
      </Button>
      <Button
        variant="secondary"
        isDisabled={!mayChange || (percent === 0 && isPromotable)}
        onPress={() => setDialog('back')}
      >
        Roll back
      </Button>
      {dialog === 'share' && (
        <ShareDialog
          split={split}
          stable={stable}
          canary={canary}
          onShare={share}
          onClose={close}
        />
      )}
      {dialog === 'promote' && (
        <ActionDialog
          title={`Promote ${canary}?`}
          action="Promote"
          onAction={() => share(100)}
          onClose={close}
        >
          <GuardWarning canary={canary} guard={split.guard} />
          <Text>
            {canary} gets all traffic as soon as it has as many replicas as{' '}
            {stable}; then {stable} ends. No request is lost.
          </Text>
        </ActionDialog>
      )}
      {dialog === 'back' && (
        <ActionDialog
          title={`Take all traffic from ${canary}?`}
          action="Roll back"
          onAction={() => share(0)}
          onClose={close}
        >
          <Text>
            {stable} gets all traffic at once. {canary} stays, without traffic,
            to be looked at; the tab History has the way back to the spec of{' '}
            {stable}.
          </Text>
        </ActionDialog>
      )}
    </Flex>
  );
}
