import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { RuntimeUsers } from './RuntimeUsers';

/** Shows who uses a runtime, and which version of it they run. */
export function RuntimeUsersDialog(props: {
  runtime: RuntimeView;
  onClose: () => void;
}) {
  const { runtime, onClose } = props;
  return (
    <Dialog
      isOpen
      width="min(40rem, 92vw)"
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
    >
      <DialogHeader>{`Deployments on ${runtime.title}`}</DialogHeader>
      <DialogBody>
        <RuntimeUsers runtime={runtime} />
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" slot="close">
          Close
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
