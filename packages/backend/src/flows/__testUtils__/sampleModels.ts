import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from './programs';

/** Probabilities of the classes, by row. */
export type Probabilities = readonly (readonly number[])[];

/** A file of the sample models, beside them. */
export function sample(name: string) {
  const text = readFileSync(resolve(ROOT, 'examples/models', name), 'utf8');
  return JSON.parse(text);
}

/** Known probabilities by row and class; those of XGBoost are what the library itself says of all rows. */
export const known: Readonly<
  Record<string, Readonly<Record<number, Readonly<Record<number, number>>>>>
> = {
  'iris-logreg': {
    0: [0.0081956, 0.7396619, 0.2521425],
    5: [0.9676481, 0.0323506, 0.0000013],
  },
  'iris-rf': { 0: [0, 0.8958335, 0.1041667] },
  'iris-xgb': sample('reference.json')['iris-xgb'].proba,
  'digits-mlp': { 0: { 9: 0.8520724 } },
};

/** Values of a matrix as its rows. */
export function inRows(values: readonly number[], size: number): Probabilities {
  return Array.from({ length: values.length / size }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

/** The class that a row of probabilities says. */
export function likeliest(row: readonly number[]): number {
  return row.indexOf(Math.max(...row));
}
