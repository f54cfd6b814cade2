import { Text } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  DeploymentSummary,
  RollbackTarget,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../actions';
import { modelServingApiRef } from '../../api';
import { errorReason, LiveView } from '../../components';
import { useLive } from '../../live';
import { ExplainedChange } from './ExplainedChange';

const GOOD_NEWS_MS = 6_000;

/** Asks before a deployment goes back, with what that changes: it was computed by the backend, not guessed here. */
export function RollbackDialog(props: {
  deployment: Pick<DeploymentSummary, 'ref' | 'title'>;
  target: RollbackTarget;
  /** What it goes back to, e.g. `v2`. */
  to: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const { deployment, target, to, onDone, onClose } = props;
  const { ref, title } = deployment;
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const live = useLive(
    JSON.stringify(['rollback', stringifyResourceRef(ref), target]),
    signal => api.previewRollback(ref, target, { signal }),
    { poll: false, signals: false },
  );
  const isPossible =
    live.value !== undefined &&
    live.value.errors.length === 0 &&
    live.value.diff.length > 0;

  const rollBack = async () => {
    try {
      await api.rollBackDeployment(ref, target, { how: 'form' });
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
      onAction={rollBack}
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
