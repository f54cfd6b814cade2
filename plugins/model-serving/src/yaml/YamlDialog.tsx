import { ChangeEvent, useId, useState } from 'react';
import { Alert, Button, Flex, Text, TextAreaField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { ImportResult } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { servingResourcesApiRef } from '../api';
import { Problem } from '../components';
import styles from '../components/components.module.css';
import { ImportPlan } from './ImportPlan';

/** What is known of one text: it counts only as long as the text is the same. */
interface Checked {
  readonly text: string;
  readonly result: ImportResult;
}

/**
 * Resources as YAML: typed or from a file, checked without storing anything, then stored all or none. What was checked is
 * what is stored: a changed text must be checked again.
 */
export function YamlDialog(props: {
  title: string;
  intro: string;
  /** The word on the button that stores. */
  action: string;
  initialText?: string;
  cluster?: string;
  /** The text is of resources as they were read: what somebody changed since is refused. */
  isEdit?: boolean;
  onStored: () => void;
  onClose: () => void;
}) {
  const { title, intro, action, initialText = '', cluster, isEdit } = props;
  const api = useApi(servingResourcesApiRef);
  const fileId = useId();
  const [text, setText] = useState(initialText);
  const [checked, setChecked] = useState<Checked>();
  const [error, setError] = useState<Error>();
  const isChecked = checked?.text === text;
  const isRefused = isRefusal(checked?.result);

  const run = async (dryRun: boolean) => {
    setError(undefined);
    try {
      const result = await api.importYaml(
        { yaml: text, cluster, dryRun, ...(isEdit && { isEdit }) },
        isEdit ? { how: 'yaml' } : {},
      );
      setChecked({ text, result });
      return result;
    } catch (failure) {
      setChecked(undefined);
      setError(failure as Error);
      return undefined;
    }
  };
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) {
      setText(await file.text());
    }
  };
  return (
    <ActionDialog
      title={title}
      isWide
      action={isChecked && !isRefused ? action : 'Check'}
      isDisabled={text.trim() === ''}
      onAction={async () => {
        if (!isChecked || isRefused) {
          await run(true);
          return false;
        }
        const stored = await run(false);
        if (stored?.applied) {
          props.onStored();
        }
        return stored?.applied ?? false;
      }}
      onClose={props.onClose}
    >
      <Text color="secondary">{intro}</Text>
      <TextAreaField
        label="YAML"
        rows={16}
        value={text}
        onChange={setText}
        spellCheck="false"
        className={styles.yaml}
      />
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <label htmlFor={fileId}>
          <Text variant="body-small">Or from a file</Text>
        </label>
        <input
          id={fileId}
          type="file"
          accept=".yaml,.yml,.json"
          onChange={readFile}
        />
        {initialText !== '' && text !== initialText && (
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setText(initialText)}
          >
            Undo my changes
          </Button>
        )}
      </Flex>
      {error && <Problem title="Nothing was stored" error={error} />}
      {isChecked && (
        <Flex direction="column" gap="2" role="status">
          <Alert
            status={isRefused ? 'danger' : 'info'}
            icon
            title={
              isRefused
                ? 'Refused: nothing would be stored'
                : `Checked: ${action} stores this, all or nothing`
            }
          />
          <ImportPlan items={checked.result.items} />
        </Flex>
      )}
    </ActionDialog>
  );
}

function isRefusal(result: ImportResult | undefined): boolean {
  return result?.items.some(({ action }) => action === 'refused') ?? false;
}
