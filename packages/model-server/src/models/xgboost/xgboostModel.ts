import type { Model } from '../../inference';
import type { Tensor, TensorData, TensorSpec } from '../../tensors';
import { evaluateRow } from './evaluate';
import { parseBooster, type Booster } from './format';
import { objectiveOf, type Objective } from './objectives';

/**
 * An XGBoost tree model in its JSON format. One input `input` of all features (NaN, in JSON `null`, is a missing value) and
 * one output, named after what the objective gives: `probabilities`, `label`, `probability`, `margin` or `prediction`.
 *
 * @public
 */
export class XgboostModel implements Model {
  readonly platform = 'xgboost_json';
  readonly acceptsMissing = true;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly #booster: Booster;
  readonly #objective: Objective;

  private constructor(booster: Booster) {
    this.#booster = booster;
    this.#objective = objectiveOf(booster.objective);
    const { output: name, datatype, shape } = this.#objective;
    this.inputs = [
      { name: 'input', datatype: 'FP32', shape: [-1, booster.features] },
    ];
    this.outputs = [
      { name, datatype, shape: shape === 'row' ? [-1] : [-1, booster.groups] },
    ];
  }

  /**
   * Reads a model from the text of its file.
   *
   * @throws Error that says why not: another format, dart or gblinear, categorical splits, an unknown objective, damage
   */
  static parse(text: string): XgboostModel {
    return new XgboostModel(parseBooster(text));
  }

  async predict(inputs: readonly Tensor[]): Promise<Tensor[]> {
    const [{ data, shape }] = inputs;
    if (!(data instanceof Float32Array)) {
      throw new TypeError('XGBoost takes FP32');
    }
    const [spec] = this.outputs;
    const rows = shape[0];
    const width = spec.shape[1] ?? 1;
    const answers = new Float32Array(rows * width);
    const margins = new Float32Array(this.#booster.groups);
    for (let row = 0; row < rows; row++) {
      const offset = row * this.#booster.features;
      evaluateRow(this.#booster, this.#objective, data, offset, margins);
      answers.set(margins.subarray(0, width), row * width);
    }
    const out: TensorData =
      spec.datatype === 'INT64'
        ? BigInt64Array.from(answers, value => BigInt(value))
        : answers;
    return [{ ...spec, shape: [rows, ...spec.shape.slice(1)], data: out }];
  }
}
