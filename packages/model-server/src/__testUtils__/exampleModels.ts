import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sample models and their known answers. */
export const MODELS = join(__dirname, '../../../../examples/models');

/** Rows of features and the class of each. */
export interface LabelledRows {
  readonly X: number[][];
  readonly y: number[];
}

export function readRows(name: 'iris-test' | 'digits-test'): LabelledRows {
  return JSON.parse(readFileSync(join(MODELS, `${name}.json`), 'utf8'));
}

/** The reference library's probabilities for all rows of the iris test set. */
export function readXgboostReference(): number[][] {
  const text = readFileSync(join(MODELS, 'reference.json'), 'utf8');
  return JSON.parse(text)['iris-xgb'].proba;
}
