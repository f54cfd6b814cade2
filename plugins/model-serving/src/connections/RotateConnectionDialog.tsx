import { useState } from 'react';
import { Button, Flex, Switch, Text } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  connectionFields,
  ConnectionTestResult,
  ConnectionView,
  RotationResult,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { LiveView, Problem } from '../components';
import { useLive } from '../live';
import { ConnectionFieldInput } from './ConnectionFieldInput';
import { RotationEffects } from './RotationEffects';
import { TestResult } from './TestResult';

const GOOD_NEWS_MS = 6_000;

/** Exchanges the secret values of a connection, and says before what that means for whom. */
export function RotateConnectionDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const { ref, title, resource } = connection;
  const { type, secretKeys } = resource.spec;
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const [values, setValues] = useState<Record<string, string>>({});
  const [isTested, setTested] = useState(true);
  const [isRestarted, setRestarted] = useState(false);
  const [pending, setPending] = useState(false);
  const [test, setTest] = useState<ConnectionTestResult>();
  const [refusal, setRefusal] = useState<Error>();
  const preview = useLive(
    stringifyResourceRef(ref),
    signal =>
      api.rotateConnection(ref, { values: {} }, { dryRun: true, signal }),
    { poll: false, signals: false },
  );
  const hasValues = Object.values(values).some(value => value.trim() !== '');

  /** Undefined: refused, and shown. */
  const rotate = async (
    dryRun: boolean,
  ): Promise<RotationResult | undefined> => {
    setRefusal(undefined);
    setTest(undefined);
    try {
      const result = await api.rotateConnection(
        ref,
        { values, test: dryRun || isTested, restart: isRestarted },
        { dryRun },
      );
      setTest(result.test);
      return result;
    } catch (error) {
      setRefusal(error as Error);
      return undefined;
    }
  };

  return (
    <ActionDialog
      title={`Rotate ${title}`}
      action="Rotate"
      isDisabled={!hasValues || pending}
      onAction={async () => {
        const result = await rotate(false);
        if (!result?.rotated) {
          return false;
        }
        toasts.post({
          status: 'success',
          title: `${title} was rotated`,
          description: result.message,
          timeout: GOOD_NEWS_MS,
        });
        return true;
      }}
      onClose={onClose}
    >
      {connectionFields[type]
        .filter(({ secret }) => secret)
        .map(field => (
          <ConnectionFieldInput
            key={field.key}
            field={{ ...field, label: `New ${lowerFirst(field.label)}` }}
            isStored={secretKeys.includes(field.key)}
            value={values[field.key] ?? ''}
            onChange={value => {
              setValues({ ...values, [field.key]: value });
              setTest(undefined);
            }}
          />
        ))}
      <Switch
        label="Test the new values first, and change nothing if they do not work"
        isSelected={isTested}
        onChange={setTested}
      />
      <Flex>
        <Button
          size="small"
          variant="secondary"
          isDisabled={!hasValues}
          isPending={pending}
          onPress={async () => {
            setPending(true);
            await rotate(true);
            setPending(false);
          }}
        >
          Test connection
        </Button>
      </Flex>
      {refusal && <Problem title="It was not rotated" error={refusal} />}
      {test && <TestResult result={test} />}
      <Text as="h3" variant="title-x-small">
        What it means
      </Text>
      <LiveView live={preview} what="what uses the connection">
        {result => (
          <RotationEffects
            result={result}
            isRestarted={isRestarted}
            onRestart={setRestarted}
          />
        )}
      </LiveView>
    </ActionDialog>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLocaleLowerCase() + text.slice(1);
}
