import { useEffect, useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ConnectionTestResult,
  ConnectionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { LoadingNotice, Problem } from '../components';
import { TestResult } from './TestResult';

/** Tests a connection when it opens, and tells each step. */
export function TestConnectionDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const api = useApi(modelServingApiRef);
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState<ConnectionTestResult>();
  const [error, setError] = useState<Error>();
  const { cluster, namespace, name } = connection.ref;
  useEffect(() => {
    const controller = new AbortController();
    setResult(undefined);
    setError(undefined);
    api
      .testConnection({ cluster, namespace, name }, undefined, {
        signal: controller.signal,
      })
      .then(setResult, failure => {
        if (!controller.signal.aborted) {
          setError(failure);
        }
      });
    return () => controller.abort();
  }, [api, cluster, namespace, name, attempt]);
  return (
    <Dialog
      isOpen
      width="min(32rem, 92vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>Test of {connection.title}</DialogHeader>
      <DialogBody>
        {error && <Problem title="The test could not be run" error={error} />}
        {!error && !result && <LoadingNotice what="the result of the test" />}
        {result && <TestResult result={result} />}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          Close
        </Button>
        <Button
          variant="primary"
          isDisabled={!result && !error}
          onPress={() => setAttempt(attempt + 1)}
        >
          Test connection
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
