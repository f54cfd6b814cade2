import { ReactNode } from 'react';
import { Alert } from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  DeploymentDetail,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LiveView } from '../components';
import { Live, useDeployment } from '../live';
import { deploymentRefOf } from './deploymentRefOf';

/** The reference of the entity's deployment, or a sentence why there is none. */
export function EntityDeploymentRef(props: {
  children: (ref: ResourceRef) => ReactNode;
}) {
  const { entity } = useEntity();
  const ref = deploymentRefOf(entity);
  return ref ? (
    <>{props.children(ref)}</>
  ) : (
    <Alert
      status="warning"
      icon
      title="This entity stands for no deployment"
      description="It lacks the annotations greenroom/cluster, greenroom/namespace and greenroom/name, which Greenroom's entity provider writes."
    />
  );
}

/** The entity's deployment, live, with the states that every view has. */
export function EntityDeployment(props: {
  children: (
    deployment: DeploymentDetail,
    live: Live<DeploymentDetail>,
  ) => ReactNode;
}) {
  return (
    <EntityDeploymentRef>
      {ref => (
        <LiveDeployment deploymentRef={ref}>{props.children}</LiveDeployment>
      )}
    </EntityDeploymentRef>
  );
}

function LiveDeployment(props: {
  deploymentRef: ResourceRef;
  children: (
    deployment: DeploymentDetail,
    live: Live<DeploymentDetail>,
  ) => ReactNode;
}) {
  const live = useDeployment(props.deploymentRef);
  return (
    <LiveView live={live} what="the deployment">
      {deployment => props.children(deployment, live)}
    </LiveView>
  );
}
