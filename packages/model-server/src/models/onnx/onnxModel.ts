import type * as ort from 'onnxruntime-node';
import { type Model } from '../../inference';
import { invalid } from '../../InferenceError';
import type { Tensor, TensorSpec } from '../../tensors';
import type { RunOptions } from '../loadModel';
import { isCallerError } from './callerErrors';
import { datatypeOf } from './onnxTypes';
import { fromOrtTensor, toOrtTensor } from './ortTensor';

/**
 * An ONNX model in ONNX Runtime, on the CPU.
 *
 * A run is synchronous inside the runtime: it holds the event loop, so concurrency needs more processes.
 *
 * @public
 */
export class OnnxModel implements Model {
  readonly platform = 'onnxruntime_onnx';
  readonly acceptsMissing = false;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly #session: ort.InferenceSession;
  readonly #runtime: typeof ort;

  private constructor(runtime: typeof ort, session: ort.InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = session.inputMetadata.map(input => {
      const spec = specOf(input);
      if (spec === undefined) {
        throw new Error(
          `input '${input.name}' is not a tensor of a type the protocol knows`,
        );
      }
      return spec;
    });
    // A sequence or map (skl2onnx writes probabilities so unless told `zipmap: False`) has no form in the protocol. The
    // tensors beside it are served all the same.
    this.outputs = session.outputMetadata
      .map(specOf)
      .filter(spec => spec !== undefined);
    if (this.outputs.length === 0) {
      throw new Error(
        'no output is a tensor of a type the protocol knows; with skl2onnx, convert with the option zipmap: False',
      );
    }
  }

  /**
   * Loads a model file; external data is looked for beside it.
   *
   * @throws Error when the runtime is not installed, refuses the file, or the model has no tensor interface
   */
  static async load(path: string, options: RunOptions): Promise<OnnxModel> {
    const runtime = await importRuntime();
    const session = await runtime.InferenceSession.create(path, {
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
    });
    return new OnnxModel(runtime, session);
  }

  async predict(
    inputs: readonly Tensor[],
    outputs: readonly string[],
  ): Promise<Tensor[]> {
    const feeds: Record<string, ort.Tensor> = {};
    for (const input of inputs) {
      feeds[input.name] = toOrtTensor(this.#runtime, input);
    }
    const results = await this.#run(feeds, outputs);
    return outputs.map(name => fromOrtTensor(name, results[name]));
  }

  async #run(
    feeds: ort.InferenceSession.FeedsType,
    outputs: readonly string[],
  ) {
    try {
      return await this.#session.run(feeds, outputs);
    } catch (error) {
      if (error instanceof Error && isCallerError(error.message)) {
        throw invalid(error.message.replace(/\s+/g, ' '));
      }
      throw error;
    }
  }
}

async function importRuntime(): Promise<typeof ort> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new Error(
      `ONNX models need the package onnxruntime-node on a platform it has a binary for: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function specOf(
  value: ort.InferenceSession.ValueMetadata,
): TensorSpec | undefined {
  const datatype = value.isTensor ? datatypeOf(value.type) : undefined;
  if (!value.isTensor || datatype === undefined) {
    return undefined;
  }
  return {
    name: value.name,
    datatype,
    shape: value.shape.map(size => (typeof size === 'number' ? size : -1)),
  };
}
