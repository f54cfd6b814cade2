import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import styles from '../components/components.module.css';
import { LeaveGuard } from './useLeaveGuard';

/** Asks whether unsaved changes may be lost. */
export function LeaveDialog(props: { guard: LeaveGuard }) {
  const { asking, stay, leave } = props.guard;
  return (
    <Dialog
      isOpen={asking}
      width="min(28rem, 92vw)"
      onOpenChange={isOpen => !isOpen && stay()}
    >
      <DialogHeader>Leave without saving?</DialogHeader>
      <DialogBody>
        <Text>What you changed in this form is lost.</Text>
      </DialogBody>
      <DialogFooter className={styles.readable}>
        <Button variant="secondary" onPress={stay}>
          Stay
        </Button>
        <Button variant="primary" destructive onPress={leave}>
          Leave
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
