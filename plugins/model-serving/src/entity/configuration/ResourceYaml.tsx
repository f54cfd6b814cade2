import { useMemo, useState } from 'react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import { RiDownloadLine, RiEditLine } from '@remixicon/react';
import {
  DeploymentDetail,
  deploymentUpdatePermission,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { stringify } from 'yaml';
import { CodeBlock, download } from '../../components';
import styles from '../../components/components.module.css';
import { yamlToEdit } from '../../yaml';
import { EditYamlDialog } from './EditYamlDialog';

/** What is wanted and what KServe's status says of it, as YAML: to copy, to take along, to edit. */
export function ResourceYaml(props: {
  deployment: DeploymentDetail;
  onStored: () => void;
}) {
  const { deployment, onStored } = props;
  const { resource, ref } = deployment;
  const [editing, setEditing] = useState(false);
  const text = useMemo(() => yamlToEdit(resource), [resource]);
  const status = useMemo(
    () => stringify(resource.status ?? {}, { lineWidth: 0 }),
    [resource],
  );
  const { loading, allowed } = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef: stringifyResourceRef(ref),
  });
  const mayEdit = loading || allowed;
  return (
    <section aria-label="YAML">
      <Flex direction="column" gap="3">
        <Text as="h3" variant="title-x-small">
          YAML
        </Text>
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiEditLine />}
            isDisabled={!mayEdit}
            onPress={() => setEditing(true)}
          >
            Edit as YAML
          </Button>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine />}
            onPress={() => download(`${ref.name}.yaml`, text)}
          >
            Download
          </Button>
        </Flex>
        {!mayEdit && (
          <Text variant="body-small" color="secondary">
            You may not edit this deployment. Its owner
            {deployment.owner ? ` (${deployment.owner})` : ''} or the platform
            team can.
          </Text>
        )}
        <CodeBlock label="YAML of the resource" text={text} />
        <details className={styles.fold}>
          <summary>Status</summary>
          <CodeBlock label="YAML of the status" text={status} />
        </details>
      </Flex>
      {editing && (
        <EditYamlDialog
          deployment={deployment}
          onStored={onStored}
          onClose={() => setEditing(false)}
        />
      )}
    </section>
  );
}
