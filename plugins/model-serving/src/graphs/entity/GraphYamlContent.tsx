import { Flex, Text } from '@backstage/ui';
import { stringify } from 'yaml';
import { CodeBlock } from '../../components';
import styles from '../../components/components.module.css';
import { yamlToEdit } from '../../yaml';
import { EntityGraph } from './EntityGraph';

/** The tab YAML: the graph as `kubectl` takes it, and its status. */
export function GraphYamlContent() {
  return (
    <EntityGraph>
      {({ resource, conditions }) => (
        <Flex direction="column" gap="3">
          <Text as="h3" variant="title-x-small">
            YAML
          </Text>
          <CodeBlock label="YAML of the graph" text={yamlToEdit(resource)} />
          <details className={styles.fold}>
            <summary>Conditions</summary>
            <CodeBlock
              label="YAML of the conditions"
              text={stringify(conditions, { lineWidth: 0 })}
            />
          </details>
        </Flex>
      )}
    </EntityGraph>
  );
}
