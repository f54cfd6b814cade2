import { Text } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { ActionDialog } from '../actions';
import { errorReason, LiveView } from '../components';
import { useLive } from '../live';
import { Explained, ExplainedChange } from './ExplainedChange';

const GOOD_NEWS_MS = 6_000;

/** Asks before a resource goes back, with what that changes: it was computed by the backend, not guessed here. */
export function RollbackDialog(props: {
  /** Of the resource. */
  title: string;
  /** What it goes back to, e.g. `v2`. */
  to: string;
  /** Differs between any two rollbacks. */
  changeKey: string;
  preview: (signal: AbortSignal) => Promise<Explained>;
  rollBack: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}) {
  const { title, to, changeKey, preview, rollBack, onDone, onClose } = props;
  const toasts = useApi(toastApiRef);
  const live = useLive(JSON.stringify(['rollback', changeKey]), preview, {
    poll: false,
    signals: false,
  });
  const isPossible =
    live.value !== undefined &&
    live.value.errors.length === 0 &&
    live.value.diff.length > 0;

  const onAction = async () => {
    try {
      await rollBack();
    } catch (error) {
      toasts.post({
        status: 'danger',
        title: `${title}: the rollback was refused`,
        description: errorReason(error as Error),
      });
      return false;
    }
    toasts.post({
      status: 'success',
      title: `${title}: going back to ${to}`,
      timeout: GOOD_NEWS_MS,
    });
    onDone();
    return true;
  };
  return (
    <ActionDialog
      title={`Roll ${title} back to ${to}?`}
      action="Roll back"
      isWide
      isDisabled={!isPossible}
      onAction={onAction}
      onClose={onClose}
    >
      <Text>
        The spec of {to} is written again as a new generation. Owner, name,
        access and whether it is stopped stay as they are.
      </Text>
      <LiveView live={live} what="what would change">
        {explanation => <ExplainedChange explanation={explanation} />}
      </LiveView>
    </ActionDialog>
  );
}
