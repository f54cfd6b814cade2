import { useApi } from '@backstage/frontend-plugin-api';
import {
  DeploymentSummary,
  RollbackTarget,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../api';
import { RollbackDialog } from '../../changes';

/** The question before a deployment goes back to a revision or to a write. */
export function DeploymentRollback(props: {
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
  return (
    <RollbackDialog
      title={title}
      to={to}
      changeKey={JSON.stringify([stringifyResourceRef(ref), target])}
      preview={signal => api.previewRollback(ref, target, { signal })}
      rollBack={() => api.rollBackDeployment(ref, target, { how: 'form' })}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
