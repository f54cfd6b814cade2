import { useId, useState } from 'react';
import { Button, Flex, Text, TextField } from '@backstage/ui';
import { RiFolderOpenLine } from '@remixicon/react';
import { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { modelPathProblem } from './modelPathProblem';
import { BrowseDialog } from './BrowseDialog';
import { InputError } from './InputError';
import { InputProps } from './types';

/** The path of a model behind a connection: typed, or picked in a dialog. */
export function ModelPathInput(
  props: InputProps<string> & {
    /** Absent: none is chosen, so that there is nothing to browse. */
    connection?: ResourceRef;
    /** False: the connection does not exist yet. Default true. */
    canBrowse?: boolean;
    /** An image of a registry instead of a path in a bucket. */
    isImage?: boolean;
  },
) {
  const { label, description, value, onChange, isRequired, isDisabled } = props;
  const { error, errorId, connection, canBrowse = true, isImage } = props;
  const [browsing, setBrowsing] = useState(false);
  const ownErrorId = useId();
  const rule =
    value === undefined ? undefined : modelPathProblem(value, { isImage });
  const problem = error ?? (rule && `Not a path: ${rule}`);
  return (
    <Flex direction="column" gap="1">
      <Flex gap="2" align="end">
        <TextField
          style={{ flex: 1 }}
          label={label}
          description={
            description ?? 'Folder or file inside the bucket, e.g. models/iris'
          }
          isRequired={isRequired}
          isDisabled={isDisabled}
          isInvalid={problem !== undefined || errorId !== undefined}
          aria-describedby={problem ? ownErrorId : errorId}
          validationBehavior="aria"
          autoComplete="off"
          value={value ?? ''}
          onChange={typed => onChange(typed || undefined)}
        />
        {canBrowse && (
          <Button
            variant="secondary"
            iconStart={<RiFolderOpenLine />}
            isDisabled={isDisabled || !connection}
            onPress={() => setBrowsing(true)}
          >
            Browse
          </Button>
        )}
      </Flex>
      {!canBrowse && (
        <Text variant="body-small" color="secondary">
          Browse works with an existing connection; the test of this one looks
          for the path too.
        </Text>
      )}
      <InputError id={ownErrorId} error={problem} shown={props.shownErrors} />
      {canBrowse && browsing && connection && (
        <BrowseDialog
          connection={connection}
          start={isImage ? repositoryOf(value ?? '') : folderOf(value ?? '')}
          onPick={path => {
            onChange(path);
            setBrowsing(false);
          }}
          onClose={() => setBrowsing(false)}
        />
      )}
    </Flex>
  );
}

/** The folder that holds a path: `models/` of `models/iris`, `` of `iris`. */
function folderOf(path: string): string {
  return path.slice(0, path.replace(/\/+$/, '').lastIndexOf('/') + 1);
}

/** The repository of an image with a tag, as a place to list: `models/iris/` of `models/iris:v1`. */
function repositoryOf(image: string): string {
  const [, name] = /^([^:@]+)[:@]/.exec(image) ?? [];
  return name ? `${name}/` : '';
}
