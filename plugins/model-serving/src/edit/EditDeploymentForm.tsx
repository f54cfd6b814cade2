import { FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { stringify } from 'yaml';
import {
  DeploymentDetail,
  FieldMessage,
  mergePatch,
} from '@greenroom/backstage-plugin-model-serving-common';
import { CodeBlock, Problem } from '../components';
import styles from '../components/components.module.css';
import { focusInvalid } from '../inputs';
import { ConflictDialog } from './ConflictDialog';
import {
  changedFields,
  DeploymentForm,
  FormField,
  formOf,
  withForm,
} from './deploymentForm';
import { DeploymentFields } from './DeploymentFields';
import { fieldOfPath } from './fieldOfPath';
import { LeaveDialog } from './LeaveDialog';
import { useLeaveGuard } from './useLeaveGuard';
import { patchOf, useSaveDeployment } from './useSaveDeployment';

/** The form of one deployment, filled with what it was when the page opened. */
export function EditDeploymentForm(props: {
  deployment: DeploymentDetail;
  onReload: () => void;
}) {
  const { onReload } = props;
  const [base, setBase] = useState(props.deployment);
  const [form, setForm] = useState(() => formOf(base.resource));
  const { saving, error, messages, theirs, save, settle } = useSaveDeployment();
  const navigate = useNavigate();
  const entityLink = useEntityRefLink();
  const element = useRef<HTMLFormElement>(null);
  const changed = changedFields(formOf(base.resource), form);
  const { byField, general } = useMemo(() => sorted(messages), [messages]);
  const guard = useLeaveGuard(changed.length > 0);
  useEffect(() => {
    if (messages.length > 0) focusInvalid(element.current);
  }, [messages]);

  const store = async (on: DeploymentDetail, filled: DeploymentForm) => {
    if (await save(on, filled)) {
      navigate(`${entityLink(on.entityRef)}/status`);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    store(base, form);
  };
  const applyMine = () => {
    if (theirs) {
      const rebased = formOf(withForm(theirs.resource, form, changed));
      settle();
      setBase(theirs);
      setForm(rebased);
      store(theirs, rebased);
    }
  };
  return (
    <form
      ref={element}
      onSubmit={submit}
      noValidate
      aria-label={`Edit ${base.title}`}
    >
      <Flex direction="column" gap="5" style={{ maxWidth: '48rem' }}>
        <Locked deployment={base} />
        {error && <Problem title="Nothing was changed" error={error} />}
        {general.map(({ path, message }) => (
          <Alert
            key={`${path} ${message}`}
            role="alert"
            status="danger"
            icon
            title={message}
            description={path}
          />
        ))}
        <DeploymentFields
          deployment={base}
          form={form}
          errors={byField}
          onChange={changes => setForm(current => ({ ...current, ...changes }))}
        />
        <ResultYaml base={base} form={form} />
        <Flex gap="2" align="center">
          <Button
            type="submit"
            variant="primary"
            isDisabled={changed.length === 0}
            isPending={saving}
          >
            Save
          </Button>
          <Button
            variant="secondary"
            onPress={() => navigate(entityLink(base.entityRef))}
          >
            Cancel
          </Button>
          <Text role="status" color="secondary">
            {changed.length === 0
              ? 'Nothing is changed yet.'
              : `${changed.length} changed`}
          </Text>
        </Flex>
      </Flex>
      <LeaveDialog guard={guard} />
      {theirs && (
        <ConflictDialog
          base={base}
          theirs={theirs}
          mine={form}
          onReload={onReload}
          onApplyMine={applyMine}
          onClose={settle}
        />
      )}
    </form>
  );
}

/** What cannot be changed. */
function Locked(props: { deployment: DeploymentDetail }) {
  const { ref, resource } = props.deployment;
  const connection = resource.spec.predictor.model?.storage?.key;
  return (
    <Text color="secondary">
      {ref.name} in the project {ref.namespace} on {ref.cluster}
      {connection && `, from the connection ${connection}`}. These cannot be
      changed.
    </Text>
  );
}

/** The resource as it will be, folded. */
function ResultYaml(props: { base: DeploymentDetail; form: DeploymentForm }) {
  const { base, form } = props;
  const text = useMemo(
    () => stringify(mergePatch(base.resource, patchOf(base, form))),
    [base, form],
  );
  return (
    <details className={styles.fold}>
      <summary>YAML of the result</summary>
      <CodeBlock label="YAML of the result" text={text} />
    </details>
  );
}

function sorted(messages: readonly FieldMessage[]) {
  const byField: Partial<Record<FormField, string>> = {};
  const general: FieldMessage[] = [];
  for (const message of messages) {
    const field = fieldOfPath(message.path);
    if (field) {
      byField[field] = [byField[field], message.message]
        .filter(Boolean)
        .join(' ');
    } else {
      general.push(message);
    }
  }
  return { byField, general };
}
