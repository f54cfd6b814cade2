import { Button, Flex, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useNavigate } from 'react-router-dom';
import {
  canaryPercentOf,
  ComponentName,
  DeploymentDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LiveView, useKeptFocus } from '../../../components';
import { useTraffic } from '../../../live';
import { editDeploymentRouteRef } from '../../../routes';
import { AddCanary } from './AddCanary';
import { ShadowLine } from './ShadowLine';
import { Split } from './Split';
import { WaitingCanary } from './WaitingCanary';

const COMPONENTS: readonly ComponentName[] = [
  'predictor',
  'transformer',
  'explainer',
];

/** Canaries of a deployment: their shares as configured and as counted, and what can be done with them. */
export function CanarySection(props: {
  deployment: DeploymentDetail;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, mayChange, onChanged } = props;
  const live = useTraffic(deployment.ref);
  // What is done here takes away the button that did it
  const kept = useKeptFocus<HTMLDivElement>();
  const refresh = () => {
    live.retry();
    onChanged();
  };
  return (
    <div role="group" aria-label="Canaries" {...kept}>
      <LiveView live={live} what="the traffic">
        {({ items }) => {
          const waiting = COMPONENTS.filter(
            component =>
              canaryPercentOf(deployment.resource, component) !== undefined &&
              !items.some(item => item.component === component),
          );
          const common = { deployment, mayChange, onChanged: refresh };
          return (
            <Flex direction="column" gap="4">
              {items.map(split => (
                <Split key={split.component} {...common} split={split} />
              ))}
              {waiting.map(component => (
                <WaitingCanary
                  key={component}
                  {...common}
                  component={component}
                />
              ))}
              <ShadowLine deployment={deployment} />
              {items.length + waiting.length === 0 && <NoCanary {...common} />}
            </Flex>
          );
        }}
      </LiveView>
    </div>
  );
}

function NoCanary(props: {
  deployment: DeploymentDetail;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, mayChange, onChanged } = props;
  const navigate = useNavigate();
  const editLink = useRouteRef(editDeploymentRouteRef);
  return (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">
        One revision has all traffic. To try a change on some of it, edit the
        deployment and say there how much the next version gets. Or put another
        model beside it, under a name of its own.
      </Text>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        <Button
          variant="secondary"
          isDisabled={!mayChange}
          onPress={() => navigate(editLink({ ...deployment.ref }))}
        >
          Start a canary
        </Button>
        <AddCanary
          deployment={deployment}
          label="Add a named canary"
          mayChange={mayChange}
          onChanged={onChanged}
        />
      </Flex>
    </Flex>
  );
}
