import { useState } from 'react';
import { Flex, Switch, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  annotations,
  DeploymentDetail,
  deploymentOpenUnauthenticatedPermission,
  deploymentUpdatePermission,
  isExposed,
  stringifyResourceRef,
  VISIBILITY_LABEL,
  visibilityFor,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../api';
import { Problem } from '../../components';
import { accessSentence } from './accessSentences';

/** Who may call a deployment, and the switch that decides it. */
export function WhoMayCall(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const { access, ref, resource, routeProfile } = deployment;
  const api = useApi(modelServingApiRef);
  const resourceRef = stringifyResourceRef(ref);
  const mayUpdate = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef,
  }).allowed;
  const mayOpen = usePermission({
    permission: deploymentOpenUnauthenticatedPermission,
    resourceRef,
  }).allowed;
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const needsToken = access === 'token';
  const isLocked = needsToken && mayUpdate && !mayOpen;

  const hasRouteSwitch = routeProfile === 'odh';
  const hasRoute = isExposed(resource, 'odh');
  const isShut =
    hasRouteSwitch && !hasRoute && !needsToken && mayUpdate && !mayOpen;

  const change = async (metadata: object) => {
    setPending(true);
    setError(undefined);
    try {
      await api.patchDeployment(ref, { metadata }, { how: 'form' });
      onChanged();
    } catch (refusal) {
      setError(refusal as Error);
    }
    setPending(false);
  };
  return (
    <section aria-label="Who may call">
      <Flex direction="column" gap="2" align="start">
        <Text as="h3" variant="title-x-small">
          Who may call
        </Text>
        <Text>{accessSentence(access, routeProfile)}</Text>
        <Switch
          label="Require a token"
          isSelected={needsToken}
          isDisabled={!mayUpdate || isLocked || isPending}
          onChange={isNeeded =>
            change({
              annotations: { [annotations.enableAuth]: String(isNeeded) },
            })
          }
        />
        {hasRouteSwitch && (
          <Switch
            label="Route from outside the cluster"
            isSelected={hasRoute}
            isDisabled={!mayUpdate || isShut || isPending}
            onChange={isWanted =>
              change({
                labels: {
                  [VISIBILITY_LABEL]: visibilityFor(isWanted, 'odh') ?? null,
                },
              })
            }
          />
        )}
        {(isLocked || isShut) && (
          <Text color="secondary">
            You may not let it be called without a token (permission{' '}
            {deploymentOpenUnauthenticatedPermission.name}): ask the platform
            team.
          </Text>
        )}
        {error && <Problem title="Nothing was changed" error={error} />}
      </Flex>
    </section>
  );
}
