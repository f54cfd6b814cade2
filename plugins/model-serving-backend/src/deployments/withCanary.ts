import { InputError } from '@backstage/errors';
import {
  annotations,
  promoteNamedCanary,
  withAllowedCanary,
  withoutNamedCanary,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  CanaryShare,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment } from '../store/types';

/**
 * The same with another share for the newest revision of a component. All of it is KServe's absence of the field: the next
 * change of the spec is rolled out at once then, and not to all traffic of a canary that nobody asked for.
 * For a canary that the spec names: its entry's share; all of it makes it the stable predictor.
 *
 * @throws InputError if the service has no such component or canary, or the request makes no sense
 */
export function withCanary(
  service: InferenceService,
  share: CanaryShare,
): InferenceService {
  const { component = 'predictor', percent, canary, isDropped } = share;
  if (canary !== undefined) return withNamedShare(service, share, canary);
  if (isDropped) {
    throw new InputError(
      'isDropped: only a canary that the spec names can leave it; name it in canary',
    );
  }
  const spec = service.spec[component];
  if (!spec) {
    throw new InputError(
      `component: the deployment has no ${component}; name one that it has`,
    );
  }
  const { canaryTrafficPercent: _before, ...rest } = spec;
  return {
    ...service,
    spec: {
      ...service.spec,
      [component]:
        percent === 100 ? rest : { ...rest, canaryTrafficPercent: percent },
    },
  };
}

function withNamedShare(
  service: InferenceService,
  { component = 'predictor', percent, isDropped }: CanaryShare,
  name: string,
): InferenceService {
  const { canary = [] } = service.spec;
  const names = canary.map(({ predictor }) => predictor.name);
  if (component !== 'predictor' || !names.includes(name)) {
    throw new InputError(
      `canary: the ${component} has no canary "${name}"; it has ${
        names.join(', ') || 'none'
      }`,
    );
  }
  if (isDropped) {
    if (percent === 0) return withoutNamedCanary(service, name);
    throw new InputError('percent: a canary that leaves has 0');
  }
  if (percent === 100) return promoteNamedCanary(service, name) ?? service;
  return {
    ...service,
    spec: {
      ...service.spec,
      canary: canary.map(entry =>
        entry.predictor.name === name
          ? { ...entry, trafficPercent: percent }
          : entry,
      ),
    },
  };
}

/**
 * The same with a canary that the guard stopped going on.
 *
 * @throws InputError if it is not stopped, or was to have another share than `percent` repeats
 */
export function withAllowedAgain(
  service: InferenceService,
  observed: Pick<ObservedDeployment, 'rollouts' | 'revisions'> | undefined,
  share: CanaryShare,
  now: number,
): InferenceService {
  const { component = 'predictor', canary, percent } = share;
  const { guard, guards = [] } = observed?.rollouts?.[component] ?? {};
  const own = observed?.revisions.filter(known => known.canary === canary);
  const trip =
    canary === undefined
      ? guard
      : guards.find(held => own?.some(({ name }) => name === held.revision));
  if (!trip) {
    throw new InputError(
      `isAllowedAgain: the canary ${
        canary ?? `of the ${component}`
      } is not stopped; look at its share again`,
    );
  }
  if (trip.percent !== percent) {
    throw new InputError(
      `percent: it was stopped at ${trip.percent} % and goes on with these; to give it another share, leave isAllowedAgain out`,
    );
  }
  const { metadata } = service;
  const notes = metadata.annotations ?? {};
  return {
    ...service,
    metadata: {
      ...metadata,
      annotations: {
        ...notes,
        [annotations.canaryAllowed]: withAllowedCanary(
          notes[annotations.canaryAllowed],
          trip.revision,
          now,
        ),
      },
    },
  };
}

/**
 * The same with what somebody wishes of a canary: another share, or that it goes on after the guard stopped it.
 *
 * @param seen - what was observed of it last, and when that is asked, ms since epoch
 * @throws InputError as {@link withCanary} and {@link withAllowedAgain}
 */
export function withCanaryWish(
  service: InferenceService,
  share: CanaryShare,
  seen: {
    readonly observed:
      | Pick<ObservedDeployment, 'rollouts' | 'revisions'>
      | undefined;
    readonly now: number;
  },
): InferenceService {
  return share.isAllowedAgain
    ? withAllowedAgain(service, seen.observed, share, seen.now)
    : withCanary(service, share);
}

/** What a change of the share is called in the history. */
export function canaryAction({ percent, isAllowedAgain }: CanaryShare): string {
  if (isAllowedAgain) return 'allow canary';
  if (percent === 100) return 'promote';
  return percent === 0 ? 'rollback' : 'canary';
}
