import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import {
  GraphDetail,
  graphInvokePermission,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef } from '../../api';
import { TryAnswer, TryForm } from '../../entity/use';
import { graphResourceRef } from '../graphResourceRef';
import { WayTaken } from './WayTaken';

/** Sends a request to the graph through the portal and shows what comes back, and which way it took. */
export function TryGraph(props: {
  graph: GraphDetail;
  /** A body that its first service understands. */
  sample: string;
}) {
  const { graph, sample } = props;
  const api = useApi(graphsApiRef);
  return (
    <TryForm
      of={graph.ref}
      what="graph"
      permission={{
        permission: graphInvokePermission,
        resourceRef: graphResourceRef(graph.ref),
      }}
      sample={sample}
      isStopped={graph.isStopped}
      notice={
        graph.isStopped && (
          <Alert
            status="info"
            icon
            title="It is stopped: start it on the tab Graph to try it"
          />
        )
      }
      send={body =>
        api.tryGraph(graph.ref, {
          method: 'POST',
          path: '/',
          headers: { 'Content-Type': 'application/json' },
          body,
        })
      }
    >
      {answer => (
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
    </TryForm>
  );
}
