import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { RiPlayLine } from '@remixicon/react';
import {
  DeploymentDetail,
  deploymentInvokePermission,
  Endpoint,
  sampleRequest,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isStopped, useDeploymentActions } from '../../actions';
import { modelServingApiRef } from '../../api';
import { pretty, tensorsOf } from './requestBody';
import { TensorForm } from './TensorForm';
import { TryAnswer } from './TryAnswer';
import { TryForm } from './TryForm';

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
  const api = useApi(modelServingApiRef);
  const actions = useDeploymentActions(onChanged);
  const stopped = isStopped(state);
  return (
    <TryForm
      of={ref}
      what="model"
      permission={{
        permission: deploymentInvokePermission,
        resourceRef: stringifyResourceRef(ref),
      }}
      sample={sample}
      isStopped={stopped}
      notice={
        <>
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
              No replica runs now: the first request starts one and waits for
              it.
            </Text>
          )}
        </>
      }
      form={(body, onChange) =>
        tensorsOf(body) && <TensorForm body={body} onChange={onChange} />
      }
      send={body =>
        api.tryDeployment(ref, {
          method: 'POST',
          path: endpoint.inferUrl.slice(endpoint.url.length),
          headers: { 'Content-Type': 'application/json' },
          body,
        })
      }
    >
      {answer => <TryAnswer answer={answer} />}
    </TryForm>
  );
}
