import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../api';
import { EmptyNotice } from '../../components';
import { EntityDeployment } from '../EntityDeployment';
import { ReplicaLogs } from './ReplicaLogs';
import { LogSource } from './useLogs';

/** The tab Logs: what the replicas write. */
export function LogsContent() {
  return (
    <EntityDeployment>
      {deployment =>
        deployment.isClusterRemoved ? (
          <EmptyNotice
            title="No logs"
            description="Its cluster is not configured any more, so nobody can read there. Ask the platform team to configure it again."
          />
        ) : (
          <DeploymentLogs deployment={deployment} />
        )
      }
    </EntityDeployment>
  );
}

function DeploymentLogs(props: { deployment: DeploymentDetail }) {
  const { ref, revisions } = props.deployment;
  const { cluster, namespace, name } = ref;
  const api = useApi(modelServingApiRef);
  const source = useMemo((): LogSource => {
    const deployment = { cluster, namespace, name };
    return {
      get: (query, options) => api.getLogs(deployment, query, options),
      follow: (query, options) => api.followLogs(deployment, query, options),
    };
  }, [api, cluster, namespace, name]);
  return (
    <ReplicaLogs
      source={source}
      replicas={revisions.flatMap(({ facts }) => facts?.replicas ?? [])}
      fileName={`${namespace}-${name}`}
      noLines="Replicas write here once they start. A stopped deployment has none."
    />
  );
}
