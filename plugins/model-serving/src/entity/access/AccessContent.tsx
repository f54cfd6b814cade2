import { Flex } from '@backstage/ui';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { TokensSection } from '../../tokens';
import { EntityDeployment } from '../EntityDeployment';
import { OpenDataHubTokens } from './OpenDataHubTokens';
import { UngatedCallers } from './UngatedCallers';
import { WhoMayCall } from './WhoMayCall';

/** The tab Access: who may call, and the tokens of those who may. */
export function AccessContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          {/* The switch is kept in an annotation that nobody else than our gateway and Open Data Hub reads. */}
          {(!deployment.ungated || deployment.routeProfile === 'odh') && (
            <WhoMayCall deployment={deployment} onChanged={live.retry} />
          )}
          <Tokens deployment={deployment} />
        </Flex>
      )}
    </EntityDeployment>
  );
}

function Tokens({ deployment }: { deployment: DeploymentDetail }) {
  const { routeProfile, ungated, ref, access, owner, resource } = deployment;
  if (routeProfile === 'odh')
    return <OpenDataHubTokens deployment={deployment} />;
  if (ungated)
    return (
      <UngatedCallers because={ungated} access={access} resource={resource} />
    );
  return (
    <TokensSection
      guarded={{ kind: 'InferenceService', ref }}
      access={access}
      owner={owner}
    />
  );
}
