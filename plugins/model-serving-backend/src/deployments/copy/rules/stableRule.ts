import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule, Edit } from '../types';
import { componentsOf } from './components';

/** A copy begins with what the original has rolled out: what is being tried there is tried there only. */
export const stableRule: CopyRule = (service, context) => {
  const stable = context.stable === 'lost' ? undefined : context.stable;
  const because = `A copy begins with what is rolled out${
    stable ? ` (${stable.revision})` : ''
  }: what the original tries with a share of its traffic stays there.`;
  const shares = componentsOf(service).filter(
    ({ component }) => component.canaryTrafficPercent !== undefined,
  );
  const restored: readonly Edit[] = stable
    ? (['labels', 'annotations'] as const).map(field => ({
        at: ['metadata', field],
        to: stable.service.metadata[field],
        because,
      }))
    : [];
  return {
    edits: [
      ...restored,
      ...(stable ? [{ at: ['spec'], to: stable.service.spec, because }] : []),
      ...shares.map(({ at }) => ({
        at: [...at, 'canaryTrafficPercent'],
        to: undefined,
        because,
      })),
      { at: ['spec', 'canary'], to: undefined, because },
      {
        at: ['metadata', 'annotations', annotations.shadow],
        to: undefined,
        because,
      },
    ],
    warnings:
      context.stable === 'lost'
        ? [
            {
              path: 'spec',
              message:
                'the copy begins with the newest spec: of the one that has the rest of the traffic nothing is kept',
            },
          ]
        : [],
  };
};
