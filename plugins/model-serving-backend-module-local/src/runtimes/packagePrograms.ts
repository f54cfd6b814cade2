import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Program } from '../launch';

/** A program that comes with an npm package. */
export interface PackageProgram {
  /** Absolute path of the script. */
  readonly script: string;
  readonly version: string;
}

/**
 * Finds the program of a package that this one depends on.
 * @throws Error if the package is not installed or has no program of that name
 */
export function packageProgram(
  packageName: string,
  bin: string,
): PackageProgram {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { version, bin: bins } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    version: string;
    bin?: Record<string, string>;
  };
  const script = bins?.[bin];
  if (script === undefined) {
    throw new Error(`${packageName} ${version} has no program '${bin}'`);
  }
  return { script: join(dirname(manifest), script), version };
}

/**
 * A script of ours. Runs on the Node that runs the backend, with none of the backend's options: in development those
 * would transpile every file it loads.
 */
export function nodeProgram(script: string): Program {
  return {
    command: process.execPath,
    args: [script],
    env: {},
    reportsState: false,
  };
}

/** Our model server: says where it listens, and who it is. */
export function modelServerProgram(script: string): Program {
  return {
    ...nodeProgram(script),
    trailingArgs: [
      '--host=127.0.0.1',
      '--state_file=$(STATE_FILE)',
      '--instance_id=$(INSTANCE_ID)',
    ],
    reportsState: true,
  };
}

/** Whether onnxruntime-node can be loaded by a script: installed where it looks, with a binary for this machine. */
export function hasOnnxRuntime(script: string): boolean {
  try {
    const main = createRequire(script).resolve('onnxruntime-node/package.json');
    const folder = join(dirname(main), 'bin');
    return ['napi-v6', 'napi-v3'].some(abi =>
      existsSync(join(folder, abi, process.platform, process.arch)),
    );
  } catch {
    return false;
  }
}
