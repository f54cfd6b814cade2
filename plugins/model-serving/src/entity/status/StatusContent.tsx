import { Alert, Flex } from '@backstage/ui';
import {
  type ResourceRef,
  usageProblemIn,
} from '@greenroom/backstage-plugin-model-serving-common';
import { clusterNamed } from '../../inputs';
import { useLiveClusters } from '../../live';
import { EntityDeployment } from '../EntityDeployment';
import { Conditions } from './Conditions';
import { Findings } from './Findings';
import { ReplicaTable } from './ReplicaTable';
import { StateSummary } from './StateSummary';
import { Steps } from './Steps';
import { UpdateFailing } from './UpdateFailing';
import { WhyPanel } from './WhyPanel';

/** The tab Status: what the state is, how far it got, what is wrong, and the replicas behind it. */
export function StatusContent() {
  // What a cluster cannot measure is known some time after its first replica runs
  const clusters = useLiveClusters().value;
  const usageProblemOf = ({ cluster, namespace }: ResourceRef) => {
    const { capabilities } = clusterNamed(clusters, cluster) ?? {};
    return capabilities && usageProblemIn(capabilities, namespace);
  };
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          <StateSummary deployment={deployment} onChanged={live.retry} />
          <UpdateFailing deployment={deployment} onChanged={live.retry} />
          {deployment.warnings.map(({ path, message }) => (
            <Alert
              key={`${path} ${message}`}
              status="warning"
              icon
              title={message}
              description={path && `Setting ${path}`}
            />
          ))}
          <Findings
            findings={deployment.fullState.findings.filter(
              // Told above, with the way back
              ({ code }) => code !== 'UpdateFailing',
            )}
          />
          <WhyPanel deploymentRef={deployment.ref} />
          <Steps steps={deployment.fullState.steps} />
          <ReplicaTable
            revisions={deployment.revisions}
            usageProblem={usageProblemOf(deployment.ref)}
          />
          <Conditions conditions={deployment.conditions} />
        </Flex>
      )}
    </EntityDeployment>
  );
}
