import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Model } from '../inference';
import { ModelLoadError, type ModelFile } from './locateModel';

/**
 * How a model is run.
 *
 * @public
 */
export interface RunOptions {
  /** Threads that one inference may use. */
  readonly threads: number;
}

/**
 * Loads a model file. Each runtime is required only here, so that a server of one format does not pay for the other.
 *
 * @throws ModelLoadError that names the file and the reason
 * @public
 */
export async function loadModel(
  file: ModelFile,
  options: RunOptions,
): Promise<Model> {
  try {
    if (file.format === 'onnx') {
      const { OnnxModel } = await import('./onnx');
      return await OnnxModel.load(file.path, options);
    }
    const { XgboostModel } = await import('./xgboost');
    return XgboostModel.parse(await readFile(file.path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModelLoadError(
      `${basename(file.path)} cannot be loaded: ${reason}`,
    );
  }
}
