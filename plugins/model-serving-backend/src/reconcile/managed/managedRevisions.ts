import {
  canaryPercentOf,
  componentNameOf,
  namedCanariesOf,
  type ComponentName,
  type InferenceService,
  type RevisionFacts,
  type RevisionInWorld,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ALL_TRAFFIC } from '../../rollout';
import { KNATIVE_NUMBER } from './isKnativeRevision';

const COMPONENT = /-(predictor|transformer|explainer)$/;

/** A Deployment or Knative revision by its name. */
interface Named {
  readonly name: string;
  readonly component: ComponentName;
  /** Of a Knative revision. */
  readonly number?: number;
  readonly canary?: string;
  /** It is what the spec says, and not what is left of an earlier one. */
  readonly isCurrent: boolean;
  readonly facts: RevisionFacts;
}

/**
 * What runs of a service on a managed cluster as revisions: each Deployment (Standard) or Knative revision is one, with the
 * share that KServe gives it. Oldest first.
 *
 * Standard: a ready canary has its share, the stable predictor the rest. Knative: as the status tells.
 * Source: kserve-status-and-objects §8.
 */
export function managedRevisions(
  service: InferenceService,
  facts: readonly RevisionFacts[],
): RevisionInWorld[] {
  const named = facts.flatMap(entry => identify(service, entry));
  const canaries = named.filter(({ canary }) => canary !== undefined);
  const shareOf = ({ canary }: Named) =>
    namedCanariesOf(service).find(({ name }) => name === canary)?.percent ?? 0;
  const given = canaries
    .filter(({ facts: own }) => hasReady(own))
    .reduce((sum, entry) => sum + shareOf(entry), 0);
  const { generation = 1, creationTimestamp = '' } = service.metadata;
  return named
    .map((entry): RevisionInWorld => {
      const { name, component, number, canary, facts: own } = entry;
      const common = {
        key: own.key,
        name,
        component,
        // Of what has no number the newest is what the spec says
        number: number ?? Number(entry.isCurrent || canary !== undefined),
        createdAt: own.createdAt ?? creationTimestamp,
        generation,
        facts: own,
      };
      if (number !== undefined) {
        const others = named.filter(
          other => other.component === component && other.number !== undefined,
        );
        return { ...common, ...knativeShare(service, entry, others) };
      }
      if (canary !== undefined) {
        const percent = hasReady(own) ? shareOf(entry) : 0;
        return { ...common, canary, isCanary: true, percent };
      }
      const rest =
        component === 'predictor' ? ALL_TRAFFIC - given : ALL_TRAFFIC;
      return { ...common, percent: entry.isCurrent ? rest : 0 };
    })
    .sort((a, b) => a.number - b.number);
}

function identify(service: InferenceService, facts: RevisionFacts): Named[] {
  const name = facts.key.slice(facts.key.indexOf('/') + 1);
  const [, digits] = KNATIVE_NUMBER.exec(name) ?? [];
  const base = digits === undefined ? name : name.replace(KNATIVE_NUMBER, '');
  const component = COMPONENT.exec(base)?.[1] as ComponentName | undefined;
  // Workers of a predictor on several nodes: its head tells
  if (!component) return [];
  const canary =
    component === 'predictor'
      ? namedCanariesOf(service).find(
          entry => base === `${service.metadata.name}-${entry.name}-predictor`,
        )?.name
      : undefined;
  return [
    {
      name,
      component,
      facts,
      isCurrent:
        service.spec[component] !== undefined &&
        base === componentNameOf(service, component),
      ...(digits !== undefined && { number: Number(digits) }),
      ...(canary !== undefined && { canary }),
    },
  ];
}

/** What a Knative revision has, as the status tells; before it does, the newest one has all. */
function knativeShare(
  service: InferenceService,
  { name, component, number }: Named,
  others: readonly Named[],
): Pick<RevisionInWorld, 'percent' | 'isCanary'> {
  const traffic = service.status?.components?.[component]?.traffic ?? [];
  const newest = Math.max(...others.map(other => other.number ?? 0));
  const told = traffic.filter(({ revisionName }) => revisionName === name);
  const percent =
    traffic.length === 0
      ? Number(number === newest) * ALL_TRAFFIC
      : told.reduce((sum, entry) => sum + (entry.percent ?? 0), 0);
  const isCanary =
    number === newest &&
    others.length > 1 &&
    canaryPercentOf(service, component) !== undefined;
  return { percent, ...(isCanary && { isCanary }) };
}

function hasReady({ replicas }: RevisionFacts): boolean {
  return replicas.some(({ state }) => state === 'ready');
}
