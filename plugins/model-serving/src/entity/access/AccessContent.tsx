import { Flex } from '@backstage/ui';
import { TokensSection } from '../../tokens';
import { EntityDeployment } from '../EntityDeployment';
import { OpenDataHubTokens } from './OpenDataHubTokens';
import { WhoMayCall } from './WhoMayCall';

/** The tab Access: who may call, and the tokens of those who may. */
export function AccessContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          <WhoMayCall deployment={deployment} onChanged={live.retry} />
          {deployment.routeProfile === 'odh' ? (
            <OpenDataHubTokens deployment={deployment} />
          ) : (
            <TokensSection
              guarded={{ kind: 'InferenceService', ref: deployment.ref }}
              access={deployment.access}
              owner={deployment.owner}
            />
          )}
        </Flex>
      )}
    </EntityDeployment>
  );
}
