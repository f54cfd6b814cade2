import { useId } from 'react';
import { Flex, Text } from '@backstage/ui';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { CopyButton } from '../../components';

/** Where the tokens of a deployment are made and revoked, on a cluster where that is Open Data Hub's. */
export function OpenDataHubTokens(props: { deployment: DeploymentDetail }) {
  const { namespace, name } = props.deployment.ref;
  const id = useId();
  const command = `kubectl -n ${namespace} create token ${name}-sa --duration 24h`;
  return (
    <section aria-label="Tokens">
      <Flex direction="column" gap="2" align="start">
        <Text as="h3" variant="title-x-small">
          Tokens
        </Text>
        <Text>
          Its tokens are those of the service account {name}-sa of Open Data
          Hub. They are made and revoked on the deployment’s page of its
          dashboard, and are not shown here: the portal does not read Secrets of
          the cluster.
        </Text>
        <Text>
          Who may act for the service account can also make one that ends by
          itself:
        </Text>
        <Flex gap="2" align="center">
          <code id={id}>{command}</code>
          <CopyButton text={command} describedBy={id} />
        </Flex>
      </Flex>
    </section>
  );
}
