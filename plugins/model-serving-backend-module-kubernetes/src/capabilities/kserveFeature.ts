import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { ApiGroup, KServeInstallation } from './Discovery';
import type { FeatureInputs } from './featuresOf';
import { groupIn, seen, silent } from './groupIn';

const FEATURE = { feature: 'kserve', title: 'KServe' };
const READ_ROLE =
  "The ClusterRole 'greenroom-kserve-config' of deploy/kustomize/portal-account, bound in the namespace of KServe's controller.";

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
  const { kserve } = discovery;
  const hasKnative = groupIn(discovery, 'knative') !== undefined;
  const about = {
    ...FEATURE,
    ...seen(group),
    ...(isKnown(kserve) && kserve.version ? { version: kserve.version } : {}),
    details: [
      ...seen(group).details,
      `modes ${hasKnative ? 'Standard, Knative' : 'Standard'}`,
      ...controllerDetails(kserve),
      ...llmDetails(group),
    ],
  };
  if (!kserve)
    return {
      ...about,
      state: 'limited',
      follows:
        'Its definitions are there, its controller was not found: nobody acts on InferenceServices of this cluster but Greenroom on its own.',
      needed:
        "KServe's controller, or nothing where Greenroom shall do the work.",
    };
  if (!served.byKServe)
    return {
      ...about,
      state: 'limited',
      follows:
        'Greenroom reconciles by itself what is deployed from here. InferenceServices that others write into the cluster are KServe’s and are not shown.',
      ...(kserve === 'hidden' ? { needed: READ_ROLE } : {}),
    };
  return {
    ...about,
    state: 'present',
    follows: hasKnative
      ? 'KServe runs what is deployed here, in either mode.'
      : 'KServe runs what is deployed here, in Standard mode: without scaling to zero by requests.',
    ...(kserve === 'hidden' ? { needed: READ_ROLE } : {}),
  };
}

function isKnown(
  kserve: KServeInstallation | 'hidden' | undefined,
): kserve is KServeInstallation {
  return kserve !== undefined && kserve !== 'hidden';
}

function controllerDetails(
  kserve: KServeInstallation | 'hidden' | undefined,
): readonly string[] {
  if (kserve === 'hidden')
    return ['version and default mode unknown: the portal may not read them'];
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
