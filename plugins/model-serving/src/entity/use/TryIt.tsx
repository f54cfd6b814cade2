import { useMemo, useState } from 'react';
import { useAnalytics, useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Alert, Button, Flex, Text, TextAreaField } from '@backstage/ui';
import { RiPlayLine, RiSendPlaneLine } from '@remixicon/react';
import {
  DeploymentDetail,
  deploymentInvokePermission,
  Endpoint,
  sampleRequest,
  stringifyResourceRef,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isStopped, useDeploymentActions } from '../../actions';
import { modelServingApiRef } from '../../api';
import { Problem } from '../../components';
import { parseJson, pretty, tensorsOf } from './requestBody';
import { TensorForm } from './TensorForm';
import { TryAnswer } from './TryAnswer';

/** Sends a request to the model through the portal and shows what comes back. */
export function TryIt(props: {
  deployment: DeploymentDetail;
  endpoint: Endpoint;
  onChanged: () => void;
}) {
  const { deployment, endpoint, onChanged } = props;
  const { modelMetadata, model, ref, state } = deployment;
  const sample = useMemo(
    () =>
      pretty(
        sampleRequest({
          protocol: endpoint.protocol,
          metadata: modelMetadata,
          modelName: model.name,
        }),
      ),
    [endpoint.protocol, modelMetadata, model.name],
  );
  // Until something is typed, the sample: it gets better once the model's metadata is known.
  const [typed, setTyped] = useState<string>();
  const body = typed ?? sample;
  const { answer, error, sending, send } = useTry(deployment, endpoint);
  const actions = useDeploymentActions(onChanged);
  const permission = usePermission({
    permission: deploymentInvokePermission,
    resourceRef: stringifyResourceRef(ref),
  });
  const refused = !permission.loading && !permission.allowed;
  const isJson = parseJson(body) !== undefined;
  const stopped = isStopped(state);
  return (
    <section aria-label="Try it">
      <Flex direction="column" gap="3">
        <Text as="h3" variant="title-x-small">
          Try it
        </Text>
        {stopped && (
          <Alert
            status="info"
            icon
            title={`It is ${state.word.toLocaleLowerCase()}: start it to try it`}
            customActions={
              <Button
                size="small"
                iconStart={<RiPlayLine />}
                onPress={() => actions.start(deployment)}
              >
                Start
              </Button>
            }
          />
        )}
        {state.code === 'idle' && (
          <Text color="secondary">
            No replica runs now: the first request starts one and waits for it.
          </Text>
        )}
        {tensorsOf(body) && <TensorForm body={body} onChange={setTyped} />}
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
            isDisabled={!isJson || stopped || refused}
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
              You may see this model but not call it. Its owner can allow it.
            </Text>
          )}
        </Flex>
        {error && (
          <Problem
            title="The portal could not send the request; the model has not seen it"
            error={error}
          />
        )}
        {answer && <TryAnswer answer={answer} />}
      </Flex>
    </section>
  );
}

function useTry(deployment: DeploymentDetail, endpoint: Endpoint) {
  const api = useApi(modelServingApiRef);
  const analytics = useAnalytics();
  const [answer, setAnswer] = useState<TryResponse>();
  const [error, setError] = useState<Error>();
  const [sending, setSending] = useState(false);
  const send = async (body: string) => {
    setSending(true);
    setAnswer(undefined);
    setError(undefined);
    analytics.captureEvent('invoke', stringifyResourceRef(deployment.ref));
    try {
      setAnswer(
        await api.tryDeployment(deployment.ref, {
          method: 'POST',
          path: endpoint.inferUrl.slice(endpoint.url.length),
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
