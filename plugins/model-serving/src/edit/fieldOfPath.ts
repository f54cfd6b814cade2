import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import { isRequestScalingPath } from '../scaling';
import { FormField } from './deploymentForm';

const MODEL = 'spec.predictor.model';

/** Where each field of the form lies in the resource. */
const places: readonly (readonly [prefix: string, field: FormField])[] = [
  [`metadata.annotations[${annotations.displayName}]`, 'title'],
  [`metadata.annotations[${annotations.description}]`, 'description'],
  [`metadata.annotations[${annotations.connectionPath}]`, 'location'],
  [`metadata.annotations[${annotations.hardwareProfile}]`, 'hardware'],
  [`metadata.annotations[${annotations.hardwareProfileNamespace}]`, 'hardware'],
  [`${MODEL}.storageUri`, 'location'],
  [`${MODEL}.storage`, 'location'],
  [`${MODEL}.modelFormat`, 'format'],
  [`${MODEL}.runtime`, 'runtime'],
  [`${MODEL}.resources`, 'resources'],
  [`${MODEL}.args`, 'args'],
  [`${MODEL}.env`, 'env'],
  ['spec.predictor.minReplicas', 'replicas'],
  ['spec.predictor.maxReplicas', 'replicas'],
  ['spec.predictor.scaleMetric', 'replicas'],
  ['spec.predictor.scaleTarget', 'replicas'],
  ['spec.predictor.autoScaling.behavior', 'behavior'],
  ['spec.predictor.timeout', 'timeout'],
  ['spec.predictor.canaryTrafficPercent', 'canary'],
  ['spec.predictor.batcher', 'batcher'],
  ['spec.predictor.logger', 'logger'],
];

/** The field of the form that a message is about; undefined: none, it is about the whole. */
export function fieldOfPath(path: string): FormField | undefined {
  if (isRequestScalingPath(path)) return 'requestScaling';
  return places.find(
    ([prefix]) =>
      path === prefix ||
      path.startsWith(`${prefix}.`) ||
      path.startsWith(`${prefix}[`),
  )?.[1];
}
