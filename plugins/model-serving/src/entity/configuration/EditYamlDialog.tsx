import { Alert, Button, Flex, Text, TextAreaField } from '@backstage/ui';
import {
  DeploymentDetail,
  fieldChanges,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../actions';
import { ChangeTable, Problem } from '../../components';
import styles from '../../components/components.module.css';
import { ExplainedChange } from '../../changes';
import { useYamlEdit, YamlEdit } from './useYamlEdit';

/** Edits a deployment as YAML: checked without storing anything, with what would change, then applied. */
export function EditYamlDialog(props: {
  deployment: DeploymentDetail;
  onStored: () => void;
  onClose: () => void;
}) {
  const { deployment, onStored, onClose } = props;
  const edit = useYamlEdit(deployment);
  const { explanation } = edit;
  const isReady =
    explanation !== undefined &&
    explanation.errors.length === 0 &&
    explanation.diff.length > 0;
  return (
    <ActionDialog
      title={`Edit ${deployment.title} as YAML`}
      isWide
      action={isReady ? 'Apply' : 'Check'}
      isDisabled={!edit.isChanged || edit.theirs !== undefined}
      onAction={async () => {
        if (!isReady) {
          await edit.check();
          return false;
        }
        const stored = await edit.apply();
        if (stored) {
          onStored();
        }
        return stored;
      }}
      onClose={onClose}
    >
      <Text color="secondary">
        Check says what the change would do; nothing is stored before Apply.
        Cluster, project and name cannot be changed.
      </Text>
      <TextAreaField
        label="YAML"
        rows={18}
        value={edit.text}
        onChange={edit.setText}
        spellCheck="false"
        className={styles.yaml}
      />
      {edit.error && <Problem title="It was refused" error={edit.error} />}
      {edit.theirs && <Conflict edit={edit} deployment={deployment} />}
      {explanation && <ExplainedChange explanation={explanation} />}
    </ActionDialog>
  );
}

/** Somebody else was faster: what they changed, and how to go on. */
function Conflict(props: { edit: YamlEdit; deployment: DeploymentDetail }) {
  const { edit, deployment } = props;
  const { theirs } = edit;
  if (!theirs) {
    return null;
  }
  return (
    <Flex direction="column" gap="2">
      <Alert
        role="alert"
        status="warning"
        icon
        title="Somebody else changed it meanwhile"
        description="Nothing of yours was stored. Take their version with your changes on top, then check again."
        customActions={
          <Button size="small" variant="secondary" onPress={edit.applyOnTheirs}>
            Apply mine on top
          </Button>
        }
      />
      <ChangeTable
        label="What they changed"
        changes={fieldChanges(
          visible(deployment.resource),
          visible(theirs.resource),
        )}
        sides={['When you began', 'Theirs']}
      />
    </Flex>
  );
}

/** Without what only the server writes. */
function visible({ metadata, spec }: DeploymentDetail['resource']): object {
  const { labels, annotations } = metadata;
  return { metadata: { labels, annotations }, spec };
}
