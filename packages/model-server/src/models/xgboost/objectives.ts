/**
 * What an objective does with margins: the transform that turns the base score (given on the scale of the answer) into a
 * margin, and margins into the answer.
 */
export interface Objective {
  /** Name of the output tensor. */
  readonly output: string;
  readonly datatype: 'FP32' | 'INT64';
  /** One value per row, or one per class. */
  readonly shape: 'row' | 'classes';
  toMargin(baseScore: number): number;
  /** Turns the margins of one row into its answer, in place; for one value per row it is left at index 0. */
  finish(margins: Float32Array): void;
}

const identity = (value: number) => value;
const logit = (value: number) => -Math.log(1 / value - 1);
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function softmax(margins: Float32Array): void {
  const highest = margins.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let i = 0; i < margins.length; i++) {
    margins[i] = Math.exp(margins[i] - highest);
    sum += margins[i];
  }
  for (let i = 0; i < margins.length; i++) {
    margins[i] /= sum;
  }
}

function argMax(margins: Float32Array): void {
  let best = 0;
  for (let i = 1; i < margins.length; i++) {
    if (margins[i] > margins[best]) {
      best = i;
    }
  }
  margins[0] = best;
}

function perRow(
  output: string,
  toMargin: (baseScore: number) => number,
  toAnswer: (margin: number) => number,
): Objective {
  return {
    output,
    datatype: 'FP32',
    shape: 'row',
    toMargin,
    finish: margins => {
      margins[0] = toAnswer(margins[0]);
    },
  };
}

const REGRESSION = perRow('prediction', identity, identity);
const LOG_LINK = perRow('prediction', Math.log, Math.exp);

const OBJECTIVES: ReadonlyMap<string, Objective> = new Map([
  [
    'multi:softprob',
    {
      output: 'probabilities',
      datatype: 'FP32',
      shape: 'classes',
      toMargin: identity,
      finish: softmax,
    },
  ],
  [
    'multi:softmax',
    {
      output: 'label',
      datatype: 'INT64',
      shape: 'row',
      toMargin: identity,
      finish: argMax,
    },
  ],
  ['binary:logistic', perRow('probability', logit, sigmoid)],
  ['binary:logitraw', perRow('margin', logit, identity)],
  ['reg:logistic', perRow('prediction', logit, sigmoid)],
  ['reg:squarederror', REGRESSION],
  ['count:poisson', LOG_LINK],
  ['reg:gamma', LOG_LINK],
  ['reg:tweedie', LOG_LINK],
]);

/**
 * The objective of that name.
 *
 * Source: XGBoost src/objective.
 *
 * @throws Error that names the known ones
 */
export function objectiveOf(name: string): Objective {
  const objective = OBJECTIVES.get(name);
  if (objective === undefined) {
    throw new Error(
      `the objective ${name} is not supported; supported are ${[
        ...OBJECTIVES.keys(),
      ].join(', ')}`,
    );
  }
  return objective;
}
