import { Flex, Text } from '@backstage/ui';
import {
  canaryPercentOf,
  ComponentSplit,
  DeploymentDetail,
  RevisionShare,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable, TimeAgo } from '../../../components';
import { revisionLabel } from '../revisionLabel';
import { AddCanary } from './AddCanary';
import { CanaryButtons } from './CanaryButtons';
import { GuardNotice } from './GuardNotice';
import { NamedCanary } from './NamedCanary';
import { Progress } from './Progress';
import { splitColumns } from './splitColumns';

/** One component's traffic between what is rolled out and its canary. */
export function Split(props: {
  deployment: DeploymentDetail;
  split: ComponentSplit;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, split, mayChange, onChanged } = props;
  const { component, revisions, guard, since, rollout } = split;
  const nameOf = (name: string) => versionOf(deployment, name);
  const [stable, canary] = [false, true].map(isCanary =>
    nameOf(
      [...revisions].reverse().find(side => side.isCanary === isCanary)?.name ??
        component,
    ),
  );
  const named = revisions.filter(
    ({ canary: name, askedPercent }) =>
      name !== undefined && askedPercent !== undefined,
  );
  const what = named.length > 1 ? 'Canaries' : 'Canary';
  const label = `${rollout ? 'Rollout' : what} of the ${component}`;
  return (
    <section aria-label={label}>
      <Flex direction="column" gap="3">
        <Text as="h3" variant="title-x-small">
          {label}
        </Text>
        {guard && (
          <GuardNotice
            deployment={deployment}
            canary={canary}
            guard={guard}
            share={{ component }}
            mayChange={mayChange}
            onChanged={onChanged}
          />
        )}
        {rollout && (
          <Progress rollout={rollout} stable={stable} canary={canary} />
        )}
        <DataTable
          label={`Split of the ${component}`}
          columns={splitColumns(nameOf)}
          rows={revisions}
          getId={({ name }) => name}
        />
        <Text variant="body-small" color="secondary">
          {since ? (
            <>
              Counted since <TimeAgo iso={since} />: since the shares are as
              they are, five minutes at most.
              {named.length > 0 &&
                ' Requests that name a tag count, too, and go where it says: they move the observed share.'}
            </>
          ) : (
            uncounted(deployment)
          )}
        </Text>
        {named.length > 0 ? (
          <>
            {named.map(share => (
              <NamedCanary
                key={share.name}
                deployment={deployment}
                share={share}
                name={share.canary ?? ''}
                others={sumOf(named.filter(other => other !== share))}
                stable={stable}
                mayChange={mayChange}
                onChanged={onChanged}
              />
            ))}
            <Flex>
              <AddCanary
                deployment={deployment}
                label="Add another canary"
                mayChange={mayChange}
                onChanged={onChanged}
              />
            </Flex>
          </>
        ) : (
          <CanaryButtons
            deployment={deployment}
            split={split}
            stable={stable}
            canary={canary}
            isPromotable={
              canaryPercentOf(deployment.resource, component) !== undefined
            }
            mayChange={mayChange}
            onChanged={onChanged}
          />
        )}
      </Flex>
    </section>
  );
}

/** Why nobody knows who got what. */
function uncounted({ ungated }: DeploymentDetail): string {
  return ungated
    ? `Requests are not counted here: ${ungated}. Ask who runs the cluster where its metrics are.`
    : 'Nothing is counted here: another backend acts, or it has just begun.';
}

function sumOf(shares: readonly RevisionShare[]): number {
  return shares.reduce((sum, { askedPercent = 0 }) => sum + askedPercent, 0);
}

/** `v2` of `iris-predictor-00002`. */
function versionOf({ revisions }: DeploymentDetail, name: string): string {
  const known = revisions.find(revision => revision.name === name);
  return known ? revisionLabel(known) : name;
}
