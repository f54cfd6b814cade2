import { Alert, Flex } from '@backstage/ui';
import {
  canaryPercentOf,
  ComponentName,
  DeploymentDetail,
  Finding,
} from '@greenroom/backstage-plugin-model-serving-common';
import { revisionLabel } from '../revisionLabel';
import { CanaryButtons } from './CanaryButtons';

/** A share is asked for that no revision has yet: what it waits for. */
export function WaitingCanary(props: {
  deployment: DeploymentDetail;
  component: ComponentName;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, component, mayChange, onChanged } = props;
  const percent = canaryPercentOf(deployment.resource, component) ?? 0;
  const own = deployment.revisions.filter(
    revision => revision.component === component,
  );
  const stable = own.find(revision => revision.percent > 0);
  const [newest] = own;
  const isComing = stable !== undefined && newest !== stable;
  const failing = deployment.fullState.findings.find(
    ({ code }) => code === 'UpdateFailing',
  );
  return (
    <section aria-label={`Canary of the ${component}`}>
      <Flex direction="column" gap="3">
        <Alert
          role="status"
          status={failing ? 'warning' : 'info'}
          icon
          title={
            isComing
              ? `${revisionLabel(
                  newest,
                )} gets nothing until it is ready; all traffic is on ${revisionLabel(
                  stable,
                )}`
              : `The next version of the ${component} will get ${percent} % of its traffic`
          }
          description={
            isComing
              ? reasonOf(failing, percent)
              : 'There is nothing to split yet: the spec is what is rolled out.'
          }
        />
        <CanaryButtons
          deployment={deployment}
          split={{ component, percent }}
          stable={stable ? revisionLabel(stable) : 'what is rolled out'}
          canary={isComing ? revisionLabel(newest) : 'the next version'}
          mayChange={mayChange}
          onChanged={onChanged}
        />
      </Flex>
    </section>
  );
}

function reasonOf(failing: Finding | undefined, percent: number): string {
  if (!failing) return `Then it gets ${percent} %.`;
  return [failing.headline, failing.detail].filter(Boolean).join(': ');
}
