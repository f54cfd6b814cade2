import { FormEvent, ReactNode, useId, useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import styles from '../components/components.module.css';

/**
 * A dialog that ends in one action, or in another one where that is offered. Esc and Cancel close it, Enter submits, the focus goes back to where it was. It stays
 * open while the action runs, and after a refusal.
 */
export function ActionDialog(props: {
  title: string;
  /** The word on the button. */
  action: string;
  destructive?: boolean;
  isDisabled?: boolean;
  /** What may be done instead; it does not wait for the form. */
  other?: { action: string; onAction: () => Promise<boolean> };
  /** For texts and tables; never more than the window. */
  isWide?: boolean;
  children: ReactNode;
  /** Resolves to whether it was accepted. */
  onAction: () => Promise<boolean>;
  onClose: () => void;
}) {
  const { title, action, destructive, isDisabled, isWide, children } = props;
  const { other, onAction, onClose } = props;
  const [pending, setPending] = useState(false);
  const formId = useId();
  const run = async (act: () => Promise<boolean>) => {
    if (pending) {
      return;
    }
    setPending(true);
    const accepted = await act();
    setPending(false);
    if (accepted) {
      onClose();
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // By React's way, a form that the dialog was opened from would be sent as well
    event.stopPropagation();
    if (!isDisabled) {
      await run(onAction);
    }
  };
  return (
    <Dialog
      isOpen
      width={isWide ? 'min(60rem, 92vw)' : 'min(32rem, 92vw)'}
      onOpenChange={isOpen => {
        if (!isOpen) {
          onClose();
        }
      }}
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <form id={formId} onSubmit={submit}>
          <Flex direction="column" gap="3">
            {children}
          </Flex>
        </form>
      </DialogBody>
      <DialogFooter className={styles.readable}>
        <Button variant="secondary" slot="close">
          Cancel
        </Button>
        {other && (
          <Button
            variant="secondary"
            isDisabled={pending}
            onPress={() => run(other.onAction)}
          >
            {other.action}
          </Button>
        )}
        <Button
          type="submit"
          form={formId}
          variant="primary"
          destructive={destructive}
          isDisabled={isDisabled}
          isPending={pending}
        >
          {action}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
