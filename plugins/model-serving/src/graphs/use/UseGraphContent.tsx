import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  Endpoint,
  GraphDetail,
  sampleRequest,
} from '@greenroom/backstage-plugin-model-serving-common';
import { EmptyNotice, EndpointList } from '../../components';
import { CodeTabs, pretty } from '../../entity/use';
import { useDeployment } from '../../live';
import { EntityGraph } from '../entity/EntityGraph';
import { addressHint } from '../words';
import { firstService } from './firstService';
import { TryGraph } from './TryGraph';

/** The tab Use it: addresses, code to copy, and a request to try with the way that it takes. */
export function UseGraphContent() {
  return (
    <EntityGraph>
      {graph => (
        <Flex direction="column" gap="6">
          <section aria-label="Endpoints">
            <Text as="h3" variant="title-x-small">
              Endpoints
            </Text>
            {graph.endpoints.length > 0 ? (
              <EndpointList endpoints={graph.endpoints} />
            ) : (
              <EmptyNotice
                title="No address yet"
                description={addressHint(graph.ungated)}
              />
            )}
          </section>
          {graph.endpoints.length > 0 && <Calls graph={graph} />}
        </Flex>
      )}
    </EntityGraph>
  );
}

function Calls(props: { graph: GraphDetail }) {
  const { graph } = props;
  const { endpoints } = graph;
  const first = firstService(graph);
  const service = useDeployment(first?.state && first.ref).value;
  const request = useMemo(
    () => ({
      protocol: service?.model.protocol ?? ('v1' as const),
      metadata: service?.modelMetadata,
      modelName: service?.model.name ?? graph.ref.name,
    }),
    [service, graph.ref.name],
  );
  const called = endpoints.find(({ preferred }) => preferred) ?? endpoints[0];
  const endpoint: Endpoint = { ...called, protocol: request.protocol };
  return (
    <>
      {first && (
        <Text color="secondary">
          What is sent is what its first service, {first.name}, takes.
        </Text>
      )}
      <CodeTabs
        request={{ ...request, endpoint, token: graph.access === 'token' }}
      />
      <TryGraph graph={graph} sample={pretty(sampleRequest(request))} />
    </>
  );
}
