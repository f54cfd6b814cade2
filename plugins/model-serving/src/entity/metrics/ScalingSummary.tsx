import { Flex, Text } from '@backstage/ui';
import {
  RiInformationLine,
  RiMoonLine,
  RiServerLine,
  RiStackLine,
} from '@remixicon/react';
import {
  ComponentScaling,
  DeploymentScaling,
  ResourceRef,
  ScaleDecisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason } from '../../components';
import { useScaling } from '../../live';
import { ScaleDecisions } from './ScaleDecisions';
import { factsOf } from './scaleWords';
import styles from './metrics.module.css';

/** Why a deployment has as many replicas as it has. Nothing is shown of one with a fixed number. */
export function ScalingSummary(props: {
  deploymentRef: ResourceRef;
  refreshMs: number | false;
}) {
  const { value, error } = useScaling(props.deploymentRef, props.refreshMs);
  if (value)
    return <Components deploymentRef={props.deploymentRef} scaling={value} />;
  // The charts are there all the same: what is missing is said, and read again with them.
  return error ? (
    <Text color="secondary">
      Why it has as many replicas is not known now: {errorReason(error)}
    </Text>
  ) : null;
}

function Components(props: {
  deploymentRef: ResourceRef;
  scaling: DeploymentScaling;
}) {
  const { items } = props.scaling;
  return (
    <>
      {items.map(item => (
        <Component
          key={item.revision}
          deploymentRef={props.deploymentRef}
          scaling={item}
          title={
            items.length > 1 ? `Scaling of the ${item.component}` : 'Scaling'
          }
        />
      ))}
    </>
  );
}

function Component(props: {
  deploymentRef: ResourceRef;
  title: string;
  scaling: ComponentScaling;
}) {
  const { deploymentRef, title, scaling } = props;
  const now = scaling.decisions.at(-1);
  return (
    <section aria-label={title} className={styles.scaling}>
      <Text as="h3" variant="title-x-small">
        {title}
      </Text>
      {scaling.scaledBy && (
        <ByCluster
          namespace={deploymentRef.namespace}
          scaledBy={scaling.scaledBy}
        />
      )}
      {now ? (
        <>
          <Flex gap="2" align="start" className={styles.sentence}>
            <DecisionIcon decision={now} />
            <Text>{now.because}</Text>
          </Flex>
          <dl className={styles.facts}>
            {factsOf(now).map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <ScaleDecisions
            deploymentRef={deploymentRef}
            component={scaling.component}
            of={title}
          />
        </>
      ) : null}
      {!now && !scaling.scaledBy && (
        <Text color="secondary">
          Nothing was decided yet: the first look comes within two seconds.
        </Text>
      )}
    </section>
  );
}

/** An autoscaler of the cluster keeps its reasons to itself: who may look there asks it. */
function ByCluster(props: {
  namespace: string;
  scaledBy: NonNullable<ComponentScaling['scaledBy']>;
}) {
  const { kind, name, replicas, min, max } = props.scaledBy;
  const count = replicas === 1 ? '1 replica' : `${replicas} replicas`;
  return (
    <>
      <Flex gap="2" align="start" className={styles.sentence}>
        <RiServerLine size={20} aria-hidden="true" />
        <Text>
          {count}: the cluster’s {kind} decides, between {min} and {max}
        </Text>
      </Flex>
      <Text color="secondary">
        Why, it tells who may ask the cluster:{' '}
        <code>
          kubectl describe {kind.toLowerCase()} {name} -n {props.namespace}
        </code>
      </Text>
    </>
  );
}

function DecisionIcon({ decision }: { decision: ScaleDecisionView }) {
  if (decision.replicas === 0)
    return <RiMoonLine size={20} aria-hidden="true" />;
  return decision.ready < decision.replicas ? (
    <RiInformationLine size={20} aria-hidden="true" />
  ) : (
    <RiStackLine size={20} aria-hidden="true" />
  );
}
