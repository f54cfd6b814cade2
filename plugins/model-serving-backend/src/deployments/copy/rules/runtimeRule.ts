import {
  selectRuntimes,
  type FieldMessage,
  type ModelSpec,
  type Profile,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule } from '../types';

const MODEL = ['spec', 'predictor', 'model'];
/** What a deployment says of a server that it knows. */
const OF_SERVER = ['image', 'command', 'args'] as const;

/**
 * A runtime by name that the target does not have, or not for this model, and none by name where the target finds none by
 * itself (KServe, of a model without a protocol): the one that serves it there.
 */
export const runtimeRule: CopyRule = (service, { target }) => {
  const { model, workerSpec } = service.spec.predictor;
  if (!model) return {};
  const { profile, cluster } = target.settings;
  const select = (wanted: ModelSpec, by: Profile) =>
    selectRuntimes({
      model: wanted,
      namespace: target.ref.namespace,
      runtimes: target.runtimes,
      multiModel: false,
      multiNode: Boolean(workerSpec),
      profile: by,
      ...(target.problems ? { problems: target.problems } : {}),
    });
  const { failure } = select(model, profile);
  if (!failure) return {};
  const { runtime: before, ...open } = model;
  // Found as leniently as people would; what is named need only pass the place's own rules
  const pick = select(open, 'greenroom')
    .candidates.map(({ runtime }) => runtime.metadata.name)
    .find(name => !select({ ...open, runtime: name }, profile).failure);
  // That none serves it there is said by the validation of the place
  if (!pick) return {};
  const isThere = target.runtimes.some(
    ({ metadata }) => metadata.name === before,
  );
  const missing = isThere
    ? `The runtime "${before}" of ${cluster} does not serve it (${failure.message})`
    : `There is no runtime "${before}" on ${cluster} for this project`;
  const why =
    before === undefined
      ? `The cluster ${cluster} finds no runtime by itself (${failure.message})`
      : missing;
  return {
    edits: [
      {
        at: [...MODEL, 'runtime'],
        to: pick,
        because: `${why}; "${pick}" serves ${model.modelFormat.name} there.`,
      },
      ...(before === undefined
        ? []
        : [
            {
              at: [...MODEL, 'runtimeVersion'],
              to: undefined,
              because: `It is a version of "${before}".`,
            },
          ]),
    ],
    warnings: OF_SERVER.filter(field => model[field] !== undefined).map(
      (field): FieldMessage => ({
        path: `spec.predictor.model.${field}`,
        message: `was written for ${
          before === undefined ? 'another runtime' : `the runtime "${before}"`
        }: see that it is right for "${pick}"`,
      }),
    ),
  };
};
