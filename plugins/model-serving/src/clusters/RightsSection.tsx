import { Alert, Flex, Text } from '@backstage/ui';
import {
  ClusterExamination,
  ClusterView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { CodeBlock } from '../components';
import styles from './clusters.module.css';
import {
  groupedRights,
  isOfChart,
  manifestsOf,
  MissingRightGroup,
  rightInWords,
  withoutRights,
} from './clusterWords';

/** Whether the portal's own rights suffice; what is missing, what does not work without, and what gives it. */
export function RightsSection(props: {
  rights: NonNullable<ClusterExamination['rights']>;
  cluster: Pick<ClusterView, 'reachable' | 'namespaces'>;
}) {
  const { account, checked, missing } = props.rights;
  const required = missing.filter(({ isOptional }) => !isOptional);
  const commands = [...new Set(missing.map(({ command }) => command))];
  return (
    <Flex direction="column" gap="3">
      <Text as="h3" variant="title-x-small">
        Rights of the portal
      </Text>
      <Text className={styles.text}>
        {account ? `It acts as ${account}. ` : ''}
        {missing.length === 0
          ? `All of the ${checked} rights that it asks for are granted.`
          : `Of the ${checked} rights that it asks for, some are missing.`}
      </Text>
      {missing.length > 0 && (
        <>
          {required.length > 0 && (
            <Alert
              role="status"
              status="danger"
              icon
              title={withoutRights(props.cluster, required)}
            />
          )}
          <ul className={styles.rights} aria-label="Missing rights">
            {groupedRights(missing).map(group => (
              <li
                key={[
                  rightInWords(group.right),
                  group.where,
                  group.right.role,
                ].join('\n')}
              >
                <MissingRight group={group} />
              </li>
            ))}
          </ul>
          <Text>
            Who runs the cluster applies{' '}
            {manifestsOf(missing)
              .map(folder => `deploy/kustomize/${folder}`)
              .join(' and ')}
            , then:
          </Text>
          <CodeBlock
            label="Commands that give the missing rights"
            text={commands.join('\n')}
          />
          {isOfChart(missing) && (
            <Text className={styles.text}>
              A Helm release of another name than greenroom has that name behind
              those of its ClusterRoles: greenroom-project-NAME.
            </Text>
          )}
        </>
      )}
    </Flex>
  );
}

function MissingRight(props: { group: MissingRightGroup }) {
  const { right, where } = props.group;
  return (
    <span className={styles.text}>
      <strong>{`${rightInWords(right)} ${where}`}</strong>: {right.purpose}
      {right.isOptional && ', all else works'} (role {right.role})
    </span>
  );
}
