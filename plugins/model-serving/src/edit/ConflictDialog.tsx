import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import { stringify } from 'yaml';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable } from '../components';
import styles from '../components/components.module.css';
import { changedFields, DeploymentForm, formOf } from './deploymentForm';
import { fieldLabels } from './fieldLabels';

/** Somebody else changed the deployment meanwhile: shows both sides of each field and asks what counts. */
export function ConflictDialog(props: {
  base: DeploymentDetail;
  theirs: DeploymentDetail;
  mine: DeploymentForm;
  onReload: () => void;
  onApplyMine: () => void;
  onClose: () => void;
}) {
  const { base, theirs, mine, onReload, onApplyMine, onClose } = props;
  const before = formOf(base.resource);
  const now = formOf(theirs.resource);
  const fields = [
    ...new Set([...changedFields(before, now), ...changedFields(before, mine)]),
  ];
  return (
    <Dialog
      isOpen
      width="min(48rem, 94vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>Somebody else changed it meanwhile</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text>
            Reload takes their version and drops your changes. Apply mine on top
            keeps theirs, except in the fields that you changed.
          </Text>
          <DataTable
            label="Differences"
            rows={fields}
            getId={field => field}
            columns={[
              {
                id: 'field',
                label: 'Field',
                isRowHeader: true,
                cell: field => fieldLabels[field],
              },
              {
                id: 'theirs',
                label: 'Theirs',
                cell: field => <Value of={now[field]} />,
              },
              {
                id: 'yours',
                label: 'Yours',
                cell: field => <Value of={mine[field]} />,
              },
            ]}
            empty={
              <Text>They changed something that this form does not show.</Text>
            }
          />
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onReload}>
          Reload
        </Button>
        <Button variant="primary" onPress={onApplyMine}>
          Apply mine on top
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Value(props: { of: unknown }) {
  const text = props.of === undefined ? '–' : stringify(props.of).trimEnd();
  return <pre className={`${styles.mono} ${styles.wrap}`}>{text}</pre>;
}
