import { useState } from 'react';
import { useAnalytics, useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Alert, Button, Flex, Text, TextAreaField } from '@backstage/ui';
import { RiSendPlaneLine } from '@remixicon/react';
import {
  GraphDetail,
  graphInvokePermission,
  stringifyResourceRef,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef } from '../../api';
import { Problem } from '../../components';
import { parseJson, TryAnswer } from '../../entity/use';
import { graphResourceRef } from '../graphResourceRef';
import { WayTaken } from './WayTaken';

/** Sends a request to the graph through the portal and shows what comes back, and which way it took. */
export function TryGraph(props: {
  graph: GraphDetail;
  /** A body that its first service understands. */
  sample: string;
}) {
  const { graph, sample } = props;
  const [typed, setTyped] = useState<string>();
  const body = typed ?? sample;
  const { answer, error, sending, send } = useTryGraph(graph);
  const permission = usePermission({
    permission: graphInvokePermission,
    resourceRef: graphResourceRef(graph.ref),
  });
  const refused = !permission.loading && !permission.allowed;
  const isJson = parseJson(body) !== undefined;
  return (
    <section aria-label="Try it">
      <Flex direction="column" gap="3">
        <Text as="h3" variant="title-x-small">
          Try it
        </Text>
        {graph.isStopped && (
          <Alert
            status="info"
            icon
            title="It is stopped: start it on the tab Graph to try it"
          />
        )}
        <TextAreaField
          label="Request"
          secondaryLabel="JSON"
          description={isJson ? undefined : 'This is not valid JSON'}
          isInvalid={!isJson}
          rows={10}
          value={body}
          onChange={setTyped}
        />
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="primary"
            iconStart={<RiSendPlaneLine />}
            isDisabled={!isJson || graph.isStopped || refused}
            isPending={sending}
            onPress={() => send(body)}
          >
            Send
          </Button>
          {typed !== undefined && (
            <Button variant="tertiary" onPress={() => setTyped(undefined)}>
              Back to the sample
            </Button>
          )}
          {refused && (
            <Text color="secondary">
              You may see this graph but not call it. Its owner can allow it.
            </Text>
          )}
        </Flex>
        {error && (
          <Problem
            title="The portal could not send the request; the graph has not seen it"
            error={error}
          />
        )}
        {answer && (
          <TryAnswer answer={answer} who="The graph">
            {graph.ungated ? (
              <Text color="secondary">
                KServe's router does not say which steps were taken.
              </Text>
            ) : (
              <WayTaken headers={answer.headers} nodes={graph.nodes} />
            )}
          </TryAnswer>
        )}
      </Flex>
    </section>
  );
}

function useTryGraph({ ref }: GraphDetail) {
  const api = useApi(graphsApiRef);
  const analytics = useAnalytics();
  const [answer, setAnswer] = useState<TryResponse>();
  const [error, setError] = useState<Error>();
  const [sending, setSending] = useState(false);
  const send = async (body: string) => {
    setSending(true);
    setAnswer(undefined);
    setError(undefined);
    analytics.captureEvent('invoke', stringifyResourceRef(ref));
    try {
      setAnswer(
        await api.tryGraph(ref, {
          method: 'POST',
          path: '/',
          headers: { 'Content-Type': 'application/json' },
          body,
        }),
      );
    } catch (failure) {
      setError(failure as Error);
    }
    setSending(false);
  };
  return { answer, error, sending, send };
}
