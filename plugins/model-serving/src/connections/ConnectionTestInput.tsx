import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ConnectionInput,
  ConnectionTestResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { InputFrame, InputProps } from '../inputs';
import { TestResult } from './TestResult';

/** Never stored: the test needs a name that keeps the rule, and the form may not have one yet. */
const UNSAVED = 'connection-test';

interface Outcome {
  /** What was tested: an outcome of other values is not shown. */
  readonly tested: string;
  readonly result?: ConnectionTestResult;
  readonly error?: Error;
}

/** Tests a connection that is not saved yet, and tells each step. */
export function ConnectionTestInput(
  props: Pick<InputProps<never>, 'label' | 'description' | 'isDisabled'> & {
    /** What has to be filled in before, in words. */
    needs: string;
    /** Absent: not everything that it needs is filled in. */
    connection?: Omit<ConnectionInput, 'name'>;
    /** Tested too, if given. */
    path?: string;
  },
) {
  const { label, description, isDisabled, needs, connection, path } = props;
  const api = useApi(modelServingApiRef);
  const [pending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const current = JSON.stringify([connection, path]);
  const shown = outcome?.tested === current ? outcome : undefined;
  const test = async () => {
    if (!connection) {
      return;
    }
    setPending(true);
    try {
      const result = await api.testNewConnection(
        { ...connection, name: UNSAVED },
        path,
      );
      setOutcome({ tested: current, result });
    } catch (error) {
      setOutcome({ tested: current, error: error as Error });
    }
    setPending(false);
  };
  return (
    <InputFrame label={label} description={description}>
      <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
        <Button
          variant="secondary"
          iconStart={<RiPlugLine />}
          isDisabled={isDisabled || !connection}
          isPending={pending}
          onPress={test}
        >
          Test connection
        </Button>
        {!connection && (
          <Text variant="body-small" color="secondary">
            Possible once {needs} are filled in.
          </Text>
        )}
      </Flex>
      {shown?.error && (
        <Problem title="The test could not be run" error={shown.error} />
      )}
      {shown?.result && <TestResult result={shown.result} />}
    </InputFrame>
  );
}
