import packageJson from '../../package.json';
import { MODEL_VERSION } from './host';
import type { Model } from './types';

/**
 * What the protocol's server metadata says of this program.
 *
 * @public
 */
export const SERVER_METADATA = {
  name: 'greenroom-model-server',
  version: packageJson.version,
  extensions: ['model_repository_extension', 'binary_tensor_data'],
} as const;

/**
 * A model's metadata in the protocol's words.
 *
 * @public
 */
export function describeModel(name: string, model: Model) {
  return {
    name,
    versions: [MODEL_VERSION],
    platform: model.platform,
    inputs: model.inputs,
    outputs: model.outputs,
  };
}
