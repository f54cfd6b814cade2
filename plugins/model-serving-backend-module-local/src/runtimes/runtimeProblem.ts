import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ServingRuntime } from '@greenroom/backstage-plugin-model-serving-common';
import { launchTemplate, ProgramCatalog } from '../launch';
import { MODEL_SERVER } from './builtinRuntimes';

/** What a runtime may need of this machine. */
export interface RuntimeNeeds {
  readonly programs: ProgramCatalog;
  /** `PATH` of programs. */
  readonly path: string;
  /** Whether the engine that reads ONNX models is installed. */
  hasOnnxRuntime(): boolean;
}

/**
 * Why replicas of a runtime cannot be started on this machine now; undefined if they can.
 */
export async function runtimeProblem(
  { spec }: ServingRuntime,
  needs: RuntimeNeeds,
): Promise<string | undefined> {
  const read = launchTemplate(
    {
      pod: {
        labels: {},
        annotations: {},
        spec: { containers: spec.containers },
      },
      modelName: 'model',
      protocol: 'v2',
    },
    needs.programs,
  );
  if ('problem' in read) return read.problem.message;
  const { program, container } = read.template;
  if (!(await isInstalled(program.command, needs.path))) {
    return `the program '${program.command}' is not installed on this machine`;
  }
  const formats = spec.supportedModelFormats ?? [];
  if (
    container.command?.[0] === MODEL_SERVER &&
    formats.some(({ name }) => name === 'onnx') &&
    !needs.hasOnnxRuntime()
  ) {
    return `onnxruntime-node is not installed beside the model server, or has no binary for ${process.platform} ${process.arch}; add it to the backend's dependencies`;
  }
  return undefined;
}

async function isInstalled(command: string, path: string): Promise<boolean> {
  const places = command.includes('/')
    ? [command]
    : path.split(delimiter).map(folder => join(folder, command));
  for (const place of places) {
    try {
      await access(place, constants.X_OK);
      return true;
    } catch {
      // look in the next folder
    }
  }
  return false;
}
