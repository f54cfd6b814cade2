import { useMemo, useState } from 'react';
import { Flex, Select, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  Endpoint,
} from '@greenroom/backstage-plugin-model-serving-common';
import { EmptyNotice, EndpointList } from '../../components';
import { EntityDeployment } from '../EntityDeployment';
import { SnippetTabs } from './SnippetTabs';
import { TryIt } from './TryIt';

/** The tab Use it: addresses, code to copy, and a request to try. */
export function UseItContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          <section aria-label="Endpoints">
            <Text as="h3" variant="title-x-small">
              Endpoints
            </Text>
            {deployment.endpoints.length > 0 ? (
              <EndpointList endpoints={deployment.endpoints} />
            ) : (
              <EmptyNotice
                title="No address yet"
                description="The address appears once the route is live; the tab Status shows how far it got."
              />
            )}
          </section>
          {deployment.endpoints.length > 0 && (
            <ChosenEndpoint deployment={deployment} onChanged={live.retry} />
          )}
        </Flex>
      )}
    </EntityDeployment>
  );
}

function ChosenEndpoint(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const { endpoints } = deployment;
  const [chosen, setChosen] = useState<string>();
  const endpoint = useMemo(
    () =>
      endpoints.find(({ inferUrl }) => inferUrl === chosen) ??
      endpoints.find(({ preferred }) => preferred) ??
      endpoints[0],
    [endpoints, chosen],
  );
  return (
    <>
      {endpoints.length > 1 && (
        <Select
          label="Endpoint"
          value={endpoint.inferUrl}
          options={endpoints.map(({ inferUrl }) => ({
            id: inferUrl,
            label: inferUrl,
          }))}
          onChange={url => setChosen(String(url))}
        />
      )}
      <SnippetTabs deployment={deployment} endpoint={endpoint} />
      {isCallable(endpoint) && (
        <TryIt
          key={endpoint.inferUrl}
          deployment={deployment}
          endpoint={endpoint}
          onChanged={onChanged}
        />
      )}
    </>
  );
}

/** The portal sends REST only; gRPC needs a client of its own. */
function isCallable({ protocol }: Endpoint): boolean {
  return !protocol.startsWith('grpc-');
}
