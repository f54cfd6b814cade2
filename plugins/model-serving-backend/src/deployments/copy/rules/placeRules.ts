import {
  annotations,
  isStopped,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule } from '../types';

/** What tools and controllers write about the one object that they look after. */
const OF_OTHERS: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'internal.serving.kserve.io/',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'meta.helm.sh/',
];

/** Where it goes, whose it is, and where it comes from. */
export const placeRule: CopyRule = (service, { source, target, owner }) => {
  const notes = ['metadata', 'annotations'];
  const { name, namespace } = target.ref;
  return {
    edits: [
      {
        at: ['metadata', 'name'],
        to: name,
        because: 'The name that you gave the copy.',
      },
      {
        at: ['metadata', 'namespace'],
        to: namespace,
        because: 'The project that you chose.',
      },
      ...(owner === undefined
        ? []
        : [
            {
              at: [...notes, annotations.owner],
              to: owner,
              because:
                'You may not act for the owner of the original: the copy is yours.',
            },
          ]),
      {
        at: [...notes, annotations.copiedFrom],
        to: stringifyResourceRef(source.ref),
        because: 'Says of what it is a copy.',
      },
    ],
    warnings: isStopped(service)
      ? [
          {
            path: `metadata.annotations[${annotations.stop}]`,
            message:
              'the copy is stopped, as the original is: start it when it is needed',
          },
        ]
      : [],
  };
};

/** What others wrote about the original is not so of its copy. */
export const foreignMetadataRule: CopyRule = ({ metadata }) => ({
  edits: (['annotations', 'labels'] as const).flatMap(field =>
    Object.keys(metadata[field] ?? {})
      .filter(key => OF_OTHERS.some(other => key.startsWith(other)))
      .map(key => ({
        at: ['metadata', field, key],
        to: undefined,
        because:
          'Another program wrote it about the original; of the copy it is not so.',
      })),
  ),
});
