import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  entityRefOf,
  ResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LiveView } from '../../components';
import styles from '../../components/components.module.css';
import { useClusters, useGraphsThatCall } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';
import { EntityCard } from './EntityCard';

/** Overview: the graphs that call this deployment, as far as the user may see them. */
export function UsedByGraphsCard() {
  return (
    <EntityCard title="Graphs that use it">
      <EntityDeploymentRef>
        {ref => <Graphs deploymentRef={ref} />}
      </EntityDeploymentRef>
    </EntityCard>
  );
}

function Graphs(props: { deploymentRef: ResourceRef }) {
  const clusters = useClusters().value;
  const live = useGraphsThatCall(props.deploymentRef);
  return (
    <LiveView live={live} what="the graphs that use it">
      {graphs =>
        graphs.length === 0 ? (
          <Text color="secondary">No graph calls it.</Text>
        ) : (
          <ul className={styles.plainList} aria-label="Graphs that use it">
            {graphs.map(ref => (
              <li key={stringifyResourceRef(ref)}>
                <EntityRefLink
                  entityRef={entityRefOf({
                    kind: 'InferenceGraph',
                    ...ref,
                    isDefaultCluster: !clusters?.some(
                      ({ name, isDefault }) =>
                        name === ref.cluster && !isDefault,
                    ),
                  })}
                  hideIcon
                >
                  {ref.name}
                </EntityRefLink>
              </li>
            ))}
          </ul>
        )
      }
    </LiveView>
  );
}
