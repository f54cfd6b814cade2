import { Text } from '@backstage/ui';
import { ReplicaFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable, EmptyNotice } from '../../components';
import { replicaColumns } from '../../entity/status';

/** The running copies of the router in which its cluster runs a graph. */
export function RouterReplicas(props: { replicas: readonly ReplicaFacts[] }) {
  return (
    <section aria-label="Replicas of the router">
      <Text as="h3" variant="title-x-small">
        Replicas of KServe's router
      </Text>
      <DataTable
        label="Replicas of the router"
        columns={replicaColumns}
        rows={props.replicas.map(replica => ({ replica }))}
        getId={({ replica }) => replica.id}
        empty={
          <EmptyNotice
            title="No replica runs"
            description="The router has replicas while it starts or serves. A stopped one has none, and one of Knative's none while nobody asks."
          />
        }
      />
    </section>
  );
}
