import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODELS } from '../../__testUtils__/exampleModels';
import type { Tensor } from '../../tensors';
import { XgboostModel } from './xgboostModel';

/** One split on feature 0 at 0.1: left leaf −1, right leaf 2. */
const STUMP = {
  left_children: [1, -1, -1],
  right_children: [2, -1, -1],
  split_indices: [0, 0, 0],
  split_conditions: [0.1, -1, 2],
  default_left: [1, 0, 0],
};

interface Overrides {
  readonly objective?: string;
  readonly booster?: string;
  readonly params?: Record<string, string>;
  readonly trees?: readonly object[];
  readonly treeInfo?: readonly number[];
}

function modelText(overrides: Overrides = {}): string {
  const trees = overrides.trees ?? [STUMP];
  return JSON.stringify({
    version: [1, 7, 4],
    learner: {
      objective: { name: overrides.objective ?? 'reg:squarederror' },
      learner_model_param: {
        base_score: '0',
        num_class: '0',
        num_feature: '2',
        ...overrides.params,
      },
      gradient_booster: {
        name: overrides.booster ?? 'gbtree',
        model: { trees, tree_info: overrides.treeInfo ?? trees.map(() => 0) },
      },
    },
  });
}

async function predict(text: string, ...rows: number[][]) {
  const input: Tensor = {
    name: 'input',
    datatype: 'FP32',
    shape: [rows.length, rows[0].length],
    data: Float32Array.from(rows.flat()),
  };
  const [output] = await XgboostModel.parse(text).predict([input]);
  return output;
}

it.each`
  situation                               | value          | leaf
  ${'below the threshold goes left'}      | ${0.09}        | ${-1}
  ${'at the threshold goes right'}        | ${0.1}         | ${2}
  ${'above goes right'}                   | ${0.11}        | ${2}
  ${'equal only in single precision too'} | ${0.1 - 1e-10} | ${2}
  ${'a missing value takes the default'}  | ${NaN}         | ${-1}
  ${'infinity goes right'}                | ${Infinity}    | ${2}
`('$situation', async ({ value, leaf }) => {
  expect((await predict(modelText(), [value, 0])).data[0]).toBe(leaf);
});

it('a missing value goes right where the tree says so', async () => {
  const text = modelText({ trees: [{ ...STUMP, default_left: [0, 0, 0] }] });
  expect((await predict(text, [NaN, 0])).data[0]).toBe(2);
});

/** The leaf is 2; expected values are worked out by hand. */
it.each`
  objective             | base       | output           | expected
  ${'reg:squarederror'} | ${'5E-1'}  | ${'prediction'}  | ${2.5}
  ${'reg:squarederror'} | ${'[1E0]'} | ${'prediction'}  | ${3}
  ${'reg:logistic'}     | ${'0.5'}   | ${'prediction'}  | ${0.8807971}
  ${'binary:logistic'}  | ${'0.5'}   | ${'probability'} | ${0.8807971}
  ${'binary:logistic'}  | ${'0.25'}  | ${'probability'} | ${0.7112346}
  ${'binary:logitraw'}  | ${'0.5'}   | ${'margin'}      | ${2}
  ${'count:poisson'}    | ${'1'}     | ${'prediction'}  | ${7.3890561}
  ${'reg:gamma'}        | ${'2'}     | ${'prediction'}  | ${14.7781122}
  ${'reg:tweedie'}      | ${'1'}     | ${'prediction'}  | ${7.3890561}
`(
  '$objective finishes with base score $base',
  async ({ objective, base, output, expected }) => {
    const text = modelText({ objective, params: { base_score: base } });
    const answer = await predict(text, [1, 0]);
    expect(answer).toMatchObject({ name: output, shape: [1] });
    expect(answer.data[0]).toBeCloseTo(expected, 5);
  },
);

const CLASSES = {
  params: { num_class: '3' },
  trees: [STUMP, STUMP, STUMP, STUMP],
  treeInfo: [0, 1, 2, 1],
};

it('softprob gives one probability per class, each from its own trees', async () => {
  const text = modelText({ ...CLASSES, objective: 'multi:softprob' });
  const answer = await predict(text, [1, 0], [0, 0]);
  expect(answer).toMatchObject({ name: 'probabilities', shape: [2, 3] });
  const sum = 2 * Math.exp(2) + Math.exp(4);
  expect(answer.data[1]).toBeCloseTo(Math.exp(4) / sum, 6);
  expect(answer.data[0]).toBeCloseTo(Math.exp(2) / sum, 6);
  expect(answer.data[4]).toBeLessThan(Number(answer.data[3]));
});

it('softmax gives the class', async () => {
  const text = modelText({ ...CLASSES, objective: 'multi:softmax' });
  const answer = await predict(text, [1, 0]);
  expect(answer).toEqual({
    name: 'label',
    datatype: 'INT64',
    shape: [1],
    data: BigInt64Array.of(1n),
  });
});

it('takes a base score for each class', async () => {
  const text = modelText({
    ...CLASSES,
    objective: 'multi:softmax',
    params: { num_class: '3', base_score: '[0,0,9]' },
  });
  expect((await predict(text, [1, 0])).data[0]).toBe(2n);
});

it('agrees with XGBoost where a feature is missing', async () => {
  const text = readFileSync(join(MODELS, 'iris-xgb.json'), 'utf8');
  const answer = await predict(text, [5.1, 3.4, NaN, 0.2]);
  const expected = [0.9864185, 0.008919, 0.0046625];
  for (const [i, value] of expected.entries()) {
    expect(answer.data[i]).toBeCloseTo(value, 6);
  }
});

const LOOP = { ...STUMP, left_children: [0, -1, -1] };
const OUTSIDE = { ...STUMP, right_children: [7, -1, -1] };

it.each`
  situation                        | text                                                           | message
  ${'a dart booster'}              | ${modelText({ booster: 'dart' })}                              | ${'the booster dart is not supported, only gbtree is'}
  ${'a linear booster'}            | ${modelText({ booster: 'gblinear' })}                          | ${'the booster gblinear is not supported'}
  ${'categorical splits'}          | ${modelText({ trees: [{ ...STUMP, split_type: [1, 0, 0] }] })} | ${'trees[0] has categorical splits'}
  ${'an unknown objective'}        | ${modelText({ objective: 'survival:cox' })}                    | ${'the objective survival:cox is not supported'}
  ${'several targets'}             | ${modelText({ params: { num_target: '2' } })}                  | ${'several targets are not supported'}
  ${'the old binary format'}       | ${'binf\u0000\u0001'}                                          | ${'it is not JSON (the old binary format must be saved again'}
  ${'some other JSON'}             | ${'{"name":"settings"}'}                                       | ${'it is JSON but not an XGBoost model'}
  ${'a tree that leads back'}      | ${modelText({ trees: [LOOP] })}                                | ${'trees[0] is damaged at node 0'}
  ${'a child that is not there'}   | ${modelText({ trees: [OUTSIDE] })}                             | ${'trees[0] is damaged at node 7'}
  ${'a feature that is not there'} | ${modelText({ params: { num_feature: '0' } })}                 | ${'trees[0] splits on feature 0 of 0'}
  ${'a column cut short'}          | ${modelText({ trees: [{ ...STUMP, default_left: [1] }] })}     | ${'trees[0].default_left has 1 of 3 nodes'}
  ${'a tree of no class'}          | ${modelText({ treeInfo: [3] })}                                | ${'tree_info does not name a class'}
  ${'a base score that is none'}   | ${modelText({ params: { base_score: 'x' } })}                  | ${"base_score is 'x'"}
`('refuses $situation', ({ text, message }) => {
  expect(() => XgboostModel.parse(text)).toThrow(message);
});
