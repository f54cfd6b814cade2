import { Alert, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  promotionOnKServe,
  PromotionOnKServe,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import styles from '../../../components/components.module.css';
import { useCanaryReplicas } from './useCanaryReplicas';

/**
 * Asks whether a canary that the spec names becomes the stable predictor. Where KServe does that, it may interrupt: what to
 * do first is offered instead.
 */
export function PromoteDialog(props: {
  deployment: DeploymentDetail;
  name: string;
  /** The stable one, as people call it: `v1`. */
  stable: string;
  onPromote: () => Promise<boolean>;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { deployment, name, stable, onPromote, onChanged, onClose } = props;
  const { ungated, resource } = deployment;
  const byKServe = ungated ? promotionOnKServe(resource, name) : undefined;
  const setReplicas = useCanaryReplicas(deployment, onChanged);
  if (byKServe && byKServe.has < byKServe.wants) {
    const { wants } = byKServe;
    return (
      <ActionDialog
        title={`Give ${name} ${wants} replicas first?`}
        action={`Give it ${wants} replicas`}
        other={{ action: 'Promote anyway', onAction: onPromote }}
        onAction={() => setReplicas(name, wants)}
        onClose={onClose}
      >
        <Interruption {...{ name, stable, byKServe }} />
      </ActionDialog>
    );
  }
  return (
    <ActionDialog
      title={`Promote ${name}?`}
      action="Promote"
      onAction={onPromote}
      onClose={onClose}
    >
      <Text>{outcome(name, stable, ungated, byKServe)}</Text>
    </ActionDialog>
  );
}

function Interruption(props: {
  name: string;
  stable: string;
  byKServe: PromotionOnKServe;
}) {
  const { name, stable, byKServe } = props;
  const { has, wants } = byKServe;
  return (
    <>
      <div className={styles.notice}>
        <Alert
          role="status"
          status="warning"
          icon
          title={`KServe deletes ${stable} before ${name} has its ${wants} replicas`}
          description={
            <Text variant="body-small">
              For about as long as one start, {has} of {wants} carry everything,
              and the deployment is not Ready.
            </Text>
          }
        />
      </div>
      <Text>
        With {wants} replicas of its own, {name} can carry everything before{' '}
        {stable} goes. Promote it when they are ready.
      </Text>
    </>
  );
}

function outcome(
  name: string,
  stable: string,
  ungated: string | undefined,
  byKServe: PromotionOnKServe | undefined,
): string {
  if (!ungated) {
    return `${name} becomes the stable predictor: it grows to as many replicas as ${stable}, then it gets what ${stable} had, and ${stable} ends. It is not started anew, and no request is lost. Other canaries keep their shares.`;
  }
  return byKServe
    ? `${name} becomes the stable predictor. KServe deletes ${stable} at once: requests that it works on at that moment may fail.`
    : `${name} becomes the stable predictor, under the name and with the model of ${stable}: KServe rolls out what differs. Other canaries keep their shares.`;
}
