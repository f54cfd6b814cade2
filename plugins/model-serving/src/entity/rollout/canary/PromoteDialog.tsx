import { Alert, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  GuardTrip,
  InferenceService,
  promoteNamedCanary,
  promotionOnKServe,
  PromotionOnKServe,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import styles from '../../../components/components.module.css';
import { GuardWarning } from './GuardNotice';
import { useCanaryReplicas } from './useCanaryReplicas';

/**
 * Asks whether a canary that the spec names becomes the stable predictor. Where KServe does that, it may interrupt: what to
 * do first is offered instead.
 */
export function PromoteDialog(props: {
  deployment: DeploymentDetail;
  name: string;
  /** It was stopped, and why. */
  guard?: Pick<GuardTrip, 'because'>;
  /** The stable one, as people call it: `v1`. */
  stable: string;
  onPromote: () => Promise<boolean>;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { deployment, name, guard, stable } = props;
  const { onPromote, onChanged, onClose } = props;
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
      <GuardWarning canary={name} guard={guard} />
      <Text>
        {ungated
          ? outcomeOnKServe(name, stable, byKServe)
          : outcome(name, stable, isStartedAnew(resource, name))}
      </Text>
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

/** It loses its name where its model is the stable one's, and with the name what runs under it. */
function isStartedAnew(resource: InferenceService, name: string): boolean {
  return promoteNamedCanary(resource, name)?.spec.predictor.name !== name;
}

function outcome(name: string, stable: string, isAnew: boolean): string {
  const others = 'No request is lost, and other canaries keep their shares.';
  return isAnew
    ? `${name} becomes the stable predictor. It has the model of ${stable}, and so gets its name, too: a version like it is started anew, and takes over when it has as many replicas as ${stable}, which answers for both until then. ${others}`
    : `${name} becomes the stable predictor: it grows to as many replicas as ${stable}, then it gets what ${stable} had, and ${stable} ends. It is not started anew. ${others}`;
}

function outcomeOnKServe(
  name: string,
  stable: string,
  byKServe: PromotionOnKServe | undefined,
): string {
  return byKServe
    ? `${name} becomes the stable predictor. KServe deletes ${stable} at once: requests that it works on at that moment may fail.`
    : `${name} becomes the stable predictor, under the name and with the model of ${stable}: KServe rolls out what differs. Other canaries keep their shares.`;
}
