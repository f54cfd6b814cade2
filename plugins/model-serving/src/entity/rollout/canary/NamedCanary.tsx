import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  RevisionShare,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import { GuardNotice } from './GuardNotice';
import { PromoteDialog } from './PromoteDialog';
import { ShareDialog } from './ShareDialog';
import { useCanary } from './useCanary';

/** One of the canaries that the spec names: what it is to have, why it has not, and what can be done with it. */
export function NamedCanary(props: {
  deployment: DeploymentDetail;
  share: Pick<RevisionShare, 'percent' | 'askedPercent' | 'guard'>;
  name: string;
  /** What the other canaries are to have, in percent. */
  others: number;
  /** The stable one, as people call it: `v1`. */
  stable: string;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, share, name, others, stable, mayChange, onChanged } =
    props;
  const { percent, guard } = share;
  const asked = share.askedPercent ?? percent;
  const setCanary = useCanary(deployment, onChanged);
  const [dialog, setDialog] = useState<'share' | 'promote' | 'back'>();
  const close = () => setDialog(undefined);
  const isWaiting = !guard && asked > percent;
  return (
    <div role="group" aria-label={`Canary ${name}`}>
      <Flex direction="column" gap="2">
        {guard && (
          <GuardNotice
            deployment={deployment}
            canary={name}
            guard={guard}
            share={{ canary: name }}
            mayChange={mayChange}
            onChanged={onChanged}
          />
        )}
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text weight="bold">{name}</Text>
          {isWaiting && (
            <Text color="secondary">
              not ready: its {asked} % stay with {stable}
            </Text>
          )}
          <Button
            variant="primary"
            aria-label={`Promote ${name}`}
            isDisabled={!mayChange}
            onPress={() => setDialog('promote')}
          >
            Promote
          </Button>
          <Button
            variant="secondary"
            aria-label={`Change share of ${name}`}
            isDisabled={!mayChange}
            onPress={() => setDialog('share')}
          >
            Change share
          </Button>
          <Button
            variant="secondary"
            aria-label={`Roll back ${name}`}
            isDisabled={!mayChange}
            onPress={() => setDialog('back')}
          >
            Roll back
          </Button>
        </Flex>
      </Flex>
      {dialog === 'share' && (
        <ShareDialog
          split={{ component: 'predictor', percent: asked }}
          stable={stable}
          canary={name}
          others={others}
          onShare={next => setCanary({ canary: name, percent: next })}
          onClose={close}
        />
      )}
      {dialog === 'promote' && (
        <PromoteDialog
          deployment={deployment}
          name={name}
          guard={guard}
          stable={stable}
          onPromote={() => setCanary({ canary: name, percent: 100 })}
          onChanged={onChanged}
          onClose={close}
        />
      )}
      {dialog === 'back' && (
        <ActionDialog
          title={`Roll back ${name}?`}
          action="Roll back"
          destructive
          onAction={() =>
            setCanary({ canary: name, percent: 0, isDropped: true })
          }
          onClose={close}
        >
          <Text>
            {name} leaves the spec: {stable} gets its share at once, and its
            replicas end. To keep it running without traffic, set its share to 0
            instead.
          </Text>
        </ActionDialog>
      )}
    </div>
  );
}
