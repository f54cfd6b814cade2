import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { ApiGroup, KServeInstallation } from './Discovery';
import type { FeatureInputs } from './featuresOf';
import { groupIn, seen, silent } from './groupIn';
import { isOlderThanMadeFor, KServeVersion, MADE_FOR } from './kserveVersion';

const FEATURE = { feature: 'kserve', title: 'KServe' };
const READ_ROLE =
  "The ClusterRole 'greenroom-kserve-config' of deploy/kustomize/portal-account, bound in the namespace of KServe's controller.";

/** Written strictly: what a definition does not know is refused, not dropped. */
const OLDER = `It is older than ${MADE_FOR}, which Greenroom is made for: kinds that its definitions do not have are not offered, and a field that they do not have is refused with its name when a deployment is written. What KServe says of a deployment may be in other words.`;

/** KServe: definitions, controller and the modes in which it deploys. */
export function kserveFeature(inputs: FeatureInputs): ClusterFeature {
  const { discovery, served } = inputs;
  const group = groupIn(discovery, 'kserve');
  if (!group)
    return {
      ...FEATURE,
      state: 'absent',
      details: [],
      follows: 'Greenroom itself reconciles, scales and routes here.',
      needed:
        "Nothing. Where KServe shall do that: install its definitions and controller, then say so in the cluster's entry.",
    };
  if (!group.resources) return silent(FEATURE, group);
  const { kserve, kserveVersion } = discovery;
  const hasKnative = groupIn(discovery, 'knative') !== undefined;
  const about = {
    ...FEATURE,
    ...seen(group),
    ...(kserveVersion ? { version: kserveVersion.version } : {}),
    details: [
      ...seen(group).details,
      `modes ${hasKnative ? 'Standard, Knative' : 'Standard'}`,
      ...controllerDetails(kserve),
      ...versionDetails(kserveVersion),
      ...llmDetails(group),
    ],
  };
  // Where Greenroom does the work itself nobody has to do anything, whatever there is of KServe
  if (!served.byKServe)
    return {
      ...about,
      state: 'limited',
      follows: kserve
        ? 'Not used: Greenroom reconciles by itself what is deployed from here. InferenceServices that others write into the cluster are KServe’s and are not shown.'
        : 'Not used: its definitions are there, its controller was not found. Greenroom reconciles by itself what is deployed from here.',
    };
  if (!kserve)
    return {
      ...about,
      state: 'limited',
      follows:
        'Its definitions are there, its controller was not found: nobody acts on InferenceServices of this cluster.',
      needed:
        "KServe's controller. Where it has another namespace: kubernetes.kserveNamespace in the cluster's entry.",
    };
  const isOlder = kserveVersion && isOlderThanMadeFor(kserveVersion.version);
  const needed = [
    ...(kserve === 'hidden' ? [READ_ROLE] : []),
    ...misreadNeeds(kserve, inputs.kserveNamespace),
    ...(isOlder
      ? [`KServe ${MADE_FOR}, where something that it refuses is wanted.`]
      : []),
  ];
  return {
    ...about,
    state: isOlder ? 'limited' : 'present',
    follows: [
      hasKnative
        ? 'KServe runs what is deployed here, in either mode.'
        : 'KServe runs what is deployed here, in Standard mode: without scaling to zero by requests.',
      ...(isOlder ? [OLDER] : []),
    ].join(' '),
    ...(needed.length > 0 ? { needed: needed.join(' ') } : {}),
  };
}

/** Its configuration is read elsewhere than where it runs. */
function misreadNeeds(
  kserve: KServeInstallation | 'hidden',
  readFrom: string | undefined,
): readonly string[] {
  if (kserve === 'hidden' || !readFrom || kserve.namespace === readFrom)
    return [];
  return [
    `kubernetes.kserveNamespace: ${kserve.namespace} in the cluster's entry: KServe's configuration is read from the namespace ${readFrom}, where it is not.`,
  ];
}

function versionDetails(version: KServeVersion | undefined): readonly string[] {
  return version
    ? [`version ${version.version} by ${version.from}`]
    : ['version unknown: nothing that the portal may read tells it'];
}

function controllerDetails(
  kserve: KServeInstallation | 'hidden' | undefined,
): readonly string[] {
  if (kserve === 'hidden')
    return ['default mode unknown: the portal may not read it'];
  if (!kserve) return [];
  const { namespace, defaultMode } = kserve;
  return [
    `controller in the namespace ${namespace}`,
    ...(defaultMode ? [`default mode ${defaultMode}`] : []),
  ];
}

function llmDetails({ resources = [] }: ApiGroup): readonly string[] {
  return resources.includes('llminferenceservices')
    ? ['LLMInferenceService']
    : [];
}
