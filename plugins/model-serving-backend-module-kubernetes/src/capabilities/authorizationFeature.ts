import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { KnownGroup } from './Discovery';
import type { FeatureInputs } from './featuresOf';
import { groupIn } from './groupIn';

/** Those who can ask callers for a token, by the group that tells of them. */
const AUTHORIZERS: readonly (readonly [KnownGroup, string])[] = [
  ['authorino', 'Authorino'],
  ['kuadrant', 'Kuadrant'],
  ['istioSecurity', 'Istio AuthorizationPolicy'],
];
/** Those who can refuse what is written. */
const ADMISSION: readonly (readonly [KnownGroup, string])[] = [
  ['gatekeeper', 'OPA Gatekeeper'],
  ['kyverno', 'Kyverno'],
];

/** Who asks callers of a model for a token, and who else has a say in what is written. */
export function authorizationFeature(inputs: FeatureInputs): ClusterFeature {
  const { discovery, served } = inputs;
  const found = (of: typeof AUTHORIZERS) =>
    of.flatMap(([known, title]) => {
      const group = groupIn(discovery, known);
      return group ? [`${title} (${group.name} ${group.versions[0]})`] : [];
    });
  const authorizers = found(AUTHORIZERS);
  const admission = found(ADMISSION);
  const details = [
    ...authorizers,
    ...admission.map(who => `${who} decides what may be written`),
  ];
  const feature = { feature: 'authorization', title: 'Authorization', details };
  if (!served.byKServe)
    return {
      ...feature,
      state: 'present',
      follows: `Greenroom's gateway asks callers for tokens by itself.${
        authorizers.length > 0
          ? ' What is installed here for that is not needed and not changed.'
          : ''
      }`,
    };
  if (authorizers.length > 0)
    return {
      ...feature,
      state: 'present',
      follows:
        'Deployments can ask callers for a token where a gateway of the cluster uses what is installed.',
    };
  return {
    ...feature,
    state: 'absent',
    follows:
      'Nobody asks callers for a token: whoever reaches an endpoint can call it.',
    needed:
      'Authorino or Kuadrant (as Open Data Hub installs them), or a gateway in front that asks.',
  };
}
