import { EmptyNotice, EndpointList } from '../../components';
import { EntityCard } from '../../entity/cards';
import { EntityGraph } from './EntityGraph';
import { addressHint } from '../words';
import { GraphSummary } from './GraphSummary';

/** Overview of a graph: state, traffic, and what can be done. */
export function GraphStateCard() {
  return (
    <EntityCard title="State">
      <EntityGraph>
        {(graph, live) => <GraphSummary graph={graph} onChanged={live.retry} />}
      </EntityGraph>
    </EntityCard>
  );
}

/** Overview of a graph: where it can be called. */
export function GraphEndpointsCard() {
  return (
    <EntityCard title="Endpoints">
      <EntityGraph>
        {({ endpoints, ungated }) =>
          endpoints.length > 0 ? (
            <EndpointList endpoints={endpoints} />
          ) : (
            <EmptyNotice
              title="No address yet"
              description={addressHint(ungated)}
            />
          )
        }
      </EntityGraph>
    </EntityCard>
  );
}
