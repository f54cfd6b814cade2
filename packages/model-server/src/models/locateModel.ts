import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * A model file and the runtime that reads it.
 *
 * @public
 */
export interface ModelFile {
  readonly format: 'onnx' | 'xgboost';
  readonly path: string;
}

/**
 * The model cannot be loaded; the message says which file and why, for the person who deployed it.
 *
 * @public
 */
export class ModelLoadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelLoadError';
  }
}

/**
 * Finds the model below a path: the path itself when it is a file, else the one `.onnx` file of the folder (`model.onnx`
 * when there are several), else the one `.json` file (`model.json` when there are several). Sub-folders are not searched.
 *
 * @throws ModelLoadError when there is none, or several that nothing chooses between
 * @public
 */
export async function locateModel(path: string): Promise<ModelFile> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) {
    throw new ModelLoadError(`there is no file or folder ${path}`);
  }
  if (stats.isFile()) {
    return fileOf(path);
  }
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  const name = chooseFile(
    files,
    entries.filter(entry => entry.isDirectory()).map(entry => `${entry.name}/`),
  );
  return fileOf(join(path, name));
}

function fileOf(path: string): ModelFile {
  if (path.endsWith('.onnx')) {
    return { format: 'onnx', path };
  }
  if (path.endsWith('.json')) {
    return { format: 'xgboost', path };
  }
  throw new ModelLoadError(
    `${basename(path)} is neither an .onnx nor an XGBoost .json model`,
  );
}

function chooseFile(
  files: readonly string[],
  folders: readonly string[],
): string {
  for (const extension of ['.onnx', '.json']) {
    const candidates = files.filter(name => name.endsWith(extension));
    const preferred = `model${extension}`;
    if (candidates.length === 1) {
      return candidates[0];
    }
    if (candidates.includes(preferred)) {
      return preferred;
    }
    if (candidates.length > 1) {
      throw new ModelLoadError(
        `the folder holds several ${extension} models and none is named ${preferred}: ${listed(
          candidates,
        )}`,
      );
    }
  }
  throw new ModelLoadError(
    `the folder holds no .onnx or XGBoost .json model: it holds ${listed([
      ...files,
      ...folders,
    ])}`,
  );
}

/** At most ten names: the line is for a person's screen. */
function listed(names: readonly string[]): string {
  if (names.length === 0) {
    return 'nothing';
  }
  const more = names.length - 10;
  return names.slice(0, 10).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
