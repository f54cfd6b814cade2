import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  FieldMessage,
  fromGraphNodes,
  GraphSummary,
  InferenceGraph,
  toGraphNodes,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../actions';
import { servingResourcesApiRef } from '../../api';
import { LiveView, Problem } from '../../components';
import { useLive } from '../../live';
import { YamlDialog, yamlToEdit } from '../../yaml';
import { allNodes, GraphForm, GraphFormInputs, refusalWords } from '../form';

interface EditProps {
  graph: GraphSummary;
  onStored: () => void;
  onClose: () => void;
}

/** A graph in a form or as YAML, as it is when the dialog opens: what others store meanwhile makes it a conflict. */
export function EditGraphDialog(props: EditProps) {
  const { graph, onClose } = props;
  const api = useApi(servingResourcesApiRef);
  const live = useLive(
    `graph to edit ${graph.uid}`,
    signal => api.getResource('InferenceGraph', graph.ref, { signal }),
    { poll: false, signals: false },
  );
  if (live.value) {
    return (
      <EditLoaded {...props} resource={live.value.resource as InferenceGraph} />
    );
  }
  return (
    <ActionDialog
      title={`Edit ${graph.title}`}
      action="Save"
      isDisabled
      onAction={async () => false}
      onClose={onClose}
    >
      <LiveView live={live} what="the graph">
        {() => null}
      </LiveView>
    </ActionDialog>
  );
}

function EditLoaded(props: EditProps & { resource: InferenceGraph }) {
  const { graph, resource, onStored, onClose } = props;
  const [{ form: filled, unshown }] = useState(() =>
    fromGraphNodes(resource.spec.nodes),
  );
  const [form, setForm] = useState<GraphForm>(filled);
  const [isYaml, setIsYaml] = useState(unshown !== undefined);
  const edited = {
    ...resource,
    spec: { ...resource.spec, nodes: toGraphNodes(form) },
  };
  if (isYaml) {
    return (
      <YamlDialog
        title={`Edit ${graph.title}`}
        intro={
          unshown
            ? `The form cannot show ${unshown}, so this graph is edited as YAML. It is checked before anything is stored.`
            : 'Nodes, steps, conditions and weights. They are checked before anything is stored; requests under way end as they began.'
        }
        action="Save"
        cluster={graph.ref.cluster}
        isEdit
        initialText={yamlToEdit(unshown ? resource : edited)}
        onStored={onStored}
        onClose={onClose}
      />
    );
  }
  return (
    <EditForm
      {...props}
      form={form}
      onChange={setForm}
      yaml={yamlToEdit(edited)}
      isChanged={yamlToEdit(edited) !== yamlToEdit(resource)}
      onYaml={() => setIsYaml(true)}
    />
  );
}

function EditForm(
  props: EditProps & {
    form: GraphForm;
    onChange: (form: GraphForm) => void;
    /** The graph as the form has it. */
    yaml: string;
    isChanged: boolean;
    onYaml: () => void;
  },
) {
  const { graph, form, yaml, isChanged, onChange, onYaml } = props;
  const { ref, title } = graph;
  const api = useApi(servingResourcesApiRef);
  const [error, setError] = useState<Error>();
  const [refused, setRefused] = useState<{
    readonly yaml: string;
    readonly messages: readonly FieldMessage[];
  }>();
  const refusals = refused?.yaml === yaml ? refused.messages : [];

  const store = async () => {
    setError(undefined);
    try {
      const request = { yaml, cluster: ref.cluster, isEdit: true };
      const { items, applied } = await api.importYaml(request, {
        how: 'form',
      });
      const messages = items.flatMap(({ errors }) => errors);
      setRefused({ yaml, messages });
      if (applied) props.onStored();
      return applied;
    } catch (failure) {
      setError(failure as Error);
      return false;
    }
  };
  return (
    <ActionDialog
      title={`Edit ${title}`}
      action="Save"
      isWide
      isDisabled={!isChanged}
      onAction={store}
      onClose={props.onClose}
    >
      <Flex justify="between" align="center" style={{ flexWrap: 'wrap' }}>
        <Text color="secondary">
          Checked before anything is stored; requests under way end as they
          began.
        </Text>
        <Button size="small" variant="secondary" onPress={onYaml}>
          Edit as YAML
        </Button>
      </Flex>
      <GraphFormInputs
        graph={graph}
        form={form}
        nodes={allNodes(form)}
        refusals={refusals}
        onChange={onChange}
      />
      {error && <Problem title="Nothing was stored" error={error} />}
      {refusals.length > 0 && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="Refused: nothing was stored"
          description={refusals.map(refusalWords).join('. ')}
        />
      )}
    </ActionDialog>
  );
}
