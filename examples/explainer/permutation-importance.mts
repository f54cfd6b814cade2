#!/usr/bin/env -S node --experimental-strip-types --disable-warning=ExperimentalWarning
// An explainer: which of a flower's measures the model's answer hangs on. Each measure in turn is replaced by those of
// fifty other flowers; how much less sure of its answer the model is then is the importance of the measure. The
// same request always gets the same answer. Nothing but Node is needed.
import { readFileSync } from 'node:fs';
import { Predictor, Problem, readArguments, serve } from '../lib/component.mts';

const FEATURES = ['sepal length', 'sepal width', 'petal length', 'petal width'];
const SPECIES = ['setosa', 'versicolor', 'virginica'];
/** Each costs 200 predictions, all of them in one call. */
const MAX_INSTANCES = 20;

const background: number[][] = JSON.parse(
  readFileSync(new URL('../models/iris-test.json', import.meta.url), 'utf8'),
).X;

function rowOf(instance: unknown, at: string): number[] {
  const isRow =
    Array.isArray(instance) &&
    instance.length === FEATURES.length &&
    instance.every(value => Number.isFinite(value));
  if (!isRow)
    throw new Problem(
      400,
      `${at}: expected numbers for ${FEATURES.join(', ')}`,
    );
  return instance;
}

/** The flower itself, then it with each measure replaced by that of each flower of the background. */
function variantsOf(row: number[]): number[][] {
  return [
    row,
    ...FEATURES.flatMap((_, feature) =>
      background.map(other => row.with(feature, other[feature])),
    ),
  ];
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const component = readArguments();
const predictor = new Predictor(component);

serve({
  component,
  verb: 'explain',
  async answer(instances, headers) {
    if (instances.length > MAX_INSTANCES)
      throw new Problem(400, `instances: at most ${MAX_INSTANCES} at once`);
    const rows = instances.map((row, i) => rowOf(row, `instances[${i}]`));
    const variants = rows.map(variantsOf);
    const classes = await predictor.classify(variants.flat(), headers);
    return {
      explanations: rows.map((_, i) => {
        const from = i * variants[0].length;
        const { label, probabilities } = classes[from];
        const importance = FEATURES.map((feature, number) => {
          const first = from + 1 + number * background.length;
          const replaced = classes.slice(first, first + background.length);
          const left = mean(replaced.map(other => other.probabilities[label]));
          return [feature, Number((probabilities[label] - left).toFixed(4))];
        });
        return {
          species: SPECIES[label],
          probability: Number(probabilities[label].toFixed(4)),
          importance: Object.fromEntries(importance),
        };
      }),
    };
  },
});
