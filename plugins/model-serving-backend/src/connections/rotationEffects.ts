import {
  isStopped,
  type RotationEffect,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../store';

/**
 * What new values of a connection mean for a deployment that uses it, if nobody restarts it. Running replicas have their
 * model already: nothing is fetched before a replica is made anew, so that a rotation interrupts nothing.
 */
export function rotationEffect(
  user: Pick<StoredResource<'InferenceService'>, 'ref' | 'object' | 'observed'>,
): RotationEffect {
  const { ref, object, observed } = user;
  const state = observed?.state.code ?? 'starting';
  if (isStopped(object) || state === 'stopped' || state === 'idle') {
    return {
      ref,
      effect: 'stopped',
      message: 'Nothing runs now. Its next start takes the new values.',
    };
  }
  const ready = observed?.replicas.ready ?? 0;
  if (ready === 0) {
    return {
      ref,
      effect: 'retrying',
      message:
        'No replica serves yet. Its next try to fetch the model, at once, takes the new values.',
    };
  }
  return {
    ref,
    effect: 'next-start',
    message: `${
      ready === 1 ? 'Its replica keeps' : `Its ${ready} replicas keep`
    } serving with the model that is fetched already. The next fetch takes the new values: of a new replica whose model is not in the cache, of an update, of a restart.`,
  };
}

/** The whole in one sentence or two. */
export function rotationMessage(
  outcome: 'preview' | 'rotated' | 'test-failed',
  effects: readonly RotationEffect[],
  others: number,
): string {
  if (outcome === 'test-failed') {
    return 'The new values do not work: nothing was changed. The stored ones stay in use.';
  }
  const total = effects.length + others;
  const restarting = effects.filter(
    ({ effect }) => effect === 'restarting',
  ).length;
  const deployments = (count: number) =>
    count === 1 ? '1 deployment' : `${count} deployments`;
  const uses =
    total === 0 ? 'Nothing uses it.' : `Used by ${deployments(total)}.`;
  if (outcome === 'preview') {
    const who = total === 1 ? 'It does not stop' : 'None of them stops';
    return total === 0
      ? uses
      : `${uses} ${who} or restart${total === 1 ? '' : 's'} by itself.`;
  }
  const restarts =
    restarting === 0
      ? ''
      : ` ${deployments(restarting)} ${
          restarting === 1 ? 'is' : 'are'
        } replaced step by step.`;
  return `The new values are stored. ${uses}${restarts}`;
}
