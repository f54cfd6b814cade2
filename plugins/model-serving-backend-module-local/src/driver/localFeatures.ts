import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';

/** What features of one machine are derived from. */
export interface LocalFeatureInputs {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Names of the programs that runtimes may start. */
  readonly programs: readonly string[];
  readonly hasOnnxRuntime: boolean;
  readonly hasGateway: boolean;
}

const ELSEWHERE = 'A Kubernetes cluster (docs/guides/kubernetes.md).';

/** What one machine has, in the words that other clusters use. */
export function localFeatures(
  inputs: LocalFeatureInputs,
): readonly ClusterFeature[] {
  const { programs, cpus, memoryBytes } = inputs;
  const gib = Math.floor(memoryBytes / 1024 ** 3);
  return [
    {
      feature: 'processes',
      title: 'Processes of this machine',
      state: 'present',
      details: [
        `${cpus} CPUs, ${gib} GiB for replicas`,
        `programs ${programs.join(', ')}`,
      ],
      follows:
        'Replicas are processes. Runtimes name programs that the platform team allows; images are refused.',
    },
    onnx(inputs),
    gateway(inputs),
    {
      feature: 'kserve',
      title: 'KServe',
      state: 'absent',
      details: [],
      follows: 'Greenroom itself reconciles, scales and routes here.',
      needed: ELSEWHERE,
    },
    {
      feature: 'metrics-server',
      title: 'Usage of replicas',
      state: 'present',
      details: ['read from the operating system'],
      follows:
        'Forms offer scaling by CPU and memory (class hpa); replicas show what they use.',
    },
    {
      feature: 'keda',
      title: 'KEDA',
      state: 'absent',
      details: [],
      follows: 'The autoscaler class keda is refused here.',
      needed: ELSEWHERE,
    },
    {
      feature: 'authorization',
      title: 'Authorization',
      state: 'present',
      details: [],
      follows: "Greenroom's gateway asks callers for tokens by itself.",
    },
    {
      feature: 'accelerators',
      title: 'Accelerators',
      state: 'absent',
      details: [],
      follows: 'Forms offer no accelerators; models run on CPUs.',
      needed: ELSEWHERE,
    },
  ];
}

function onnx({ hasOnnxRuntime }: LocalFeatureInputs): ClusterFeature {
  const feature = { feature: 'onnx', title: 'ONNX Runtime', details: [] };
  if (hasOnnxRuntime)
    return { ...feature, state: 'present', follows: 'ONNX models are served.' };
  return {
    ...feature,
    state: 'absent',
    follows: 'Runtimes that serve ONNX models cannot be started.',
    needed: 'The package onnxruntime-node beside the model server.',
  };
}

function gateway({ hasGateway }: LocalFeatureInputs): ClusterFeature {
  const feature = {
    feature: 'gateway',
    title: 'Greenroom gateway',
    details: [],
  };
  if (hasGateway)
    return {
      ...feature,
      state: 'present',
      follows: 'Splits, scaling to zero, graphs and tokens work.',
    };
  return {
    ...feature,
    state: 'absent',
    follows: 'Deployments have no endpoints that people can call.',
  };
}
