import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ConnectionView,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../api';
import { CodeBlock, LiveView } from '../components';
import { useLive } from '../live';

/** The Secret that other tools read a connection from. What is secret is a placeholder: values never come back. */
export function SecretDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const { ref, title } = connection;
  const api = useApi(modelServingApiRef);
  const live = useLive(
    stringifyResourceRef(ref),
    signal => api.getConnectionManifest(ref, { signal }),
    { poll: false, signals: false },
  );
  return (
    <Dialog
      isOpen
      width="min(44rem, 92vw)"
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <DialogHeader>{title} as a Secret</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text>
            As KServe and Open Data Hub read it. Fill in what stands in angle
            brackets before you apply it: keys are stored here and never shown.
          </Text>
          <LiveView live={live} what="the Secret">
            {text => <CodeBlock label="Secret" text={text} />}
          </LiveView>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
