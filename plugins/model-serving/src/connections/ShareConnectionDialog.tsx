import { useState } from 'react';
import { Button, Flex, Tag, TagGroup, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ConnectionView,
  NOT_SHARED,
  validateSharing,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { clusterNamed, InputError, SelectInput } from '../inputs';
import { useClusters } from '../live';

/** With whom a connection is shared: projects of its cluster, and owners in any of them. */
export function ShareConnectionDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const { ref, title, resource } = connection;
  const api = useApi(modelServingApiRef);
  const clusters = useClusters().value;
  const [sharing, setSharing] = useState(
    resource.spec.sharedWith ?? NOT_SHARED,
  );
  const { namespaces, owners } = sharing;
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<Error>();
  const owner = typed.trim().toLowerCase();
  const [problem] = owner
    ? validateSharing({ namespaces: [], owners: [owner] })
    : [];
  const choices = (
    clusterNamed(clusters, ref.cluster)?.namespaces ?? []
  ).filter(name => name !== ref.namespace && !namespaces.includes(name));
  const addOwner = () => {
    setSharing({ namespaces, owners: [...new Set([...owners, owner])] });
    setTyped('');
  };
  return (
    <ActionDialog
      title={`Share ${title}`}
      action="Save"
      // What is typed and not added would be lost silently
      isDisabled={owner !== ''}
      onAction={async () => {
        try {
          await api.shareConnection(ref, sharing);
          return true;
        } catch (error) {
          setRefusal(error as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {refusal && <Problem title="It was not saved" error={refusal} />}
      <Text>
        Deployments of these projects, and of these owners in any project, may
        fetch models with it. They see where it points, never its keys; only its
        owner changes, rotates or deletes it.
      </Text>
      <Shares
        label="Projects"
        values={namespaces}
        onRemove={removed =>
          setSharing({ owners, namespaces: without(namespaces, removed) })
        }
      />
      <SelectInput
        label="Add a project"
        value={undefined}
        placeholder={
          choices.length > 0 ? 'Choose a project' : 'There is no other project'
        }
        isDisabled={choices.length === 0}
        isSearchable={choices.length > 10}
        options={choices.map(name => ({ id: name, label: name }))}
        onChange={name =>
          name && setSharing({ owners, namespaces: [...namespaces, name] })
        }
      />
      <Shares
        label="Owners"
        values={owners}
        onRemove={removed =>
          setSharing({ namespaces, owners: without(owners, removed) })
        }
      />
      <Flex gap="2" align="end">
        <TextField
          style={{ flex: 1 }}
          label="Add an owner"
          description="A group or person of the catalog, such as group:default/ml"
          validationBehavior="aria"
          isInvalid={problem !== undefined}
          autoComplete="off"
          value={typed}
          onChange={setTyped}
        />
        <Button
          variant="secondary"
          isDisabled={owner === '' || problem !== undefined}
          onPress={addOwner}
        >
          Add
        </Button>
      </Flex>
      <InputError error={problem && `The owner ${problem.message}`} />
    </ActionDialog>
  );
}

function Shares(props: {
  label: string;
  values: readonly string[];
  onRemove: (values: readonly string[]) => void;
}) {
  const { label, values, onRemove } = props;
  return (
    <Flex direction="column" gap="1">
      <Text weight="bold">{label}</Text>
      {values.length === 0 ? (
        <Text color="secondary">None</Text>
      ) : (
        <TagGroup
          aria-label={label}
          onRemove={keys => onRemove([...keys].map(String))}
        >
          {values.map(value => (
            <Tag key={value} id={value}>
              {value}
            </Tag>
          ))}
        </TagGroup>
      )}
    </Flex>
  );
}

function without(
  values: readonly string[],
  removed: readonly string[],
): readonly string[] {
  return values.filter(value => !removed.includes(value));
}
