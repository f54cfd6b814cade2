import type { Booster, Tree } from './format';
import type { Objective } from './objectives';

/**
 * Predicts one row: every tree adds its leaf to the margin of its group, then the objective finishes.
 *
 * All in single precision, as XGBoost computes: a comparison or a sum in double takes other leaves and gives other digits.
 *
 * @param row - where the row's features start in `features`; NaN is a missing value
 * @param margins - receives the answer; as long as the booster has groups
 */
export function evaluateRow(
  booster: Booster,
  objective: Objective,
  features: Float32Array,
  row: number,
  margins: Float32Array,
): void {
  const { baseScores, trees, treeGroups } = booster;
  for (let group = 0; group < margins.length; group++) {
    margins[group] = objective.toMargin(baseScores[group]);
  }
  for (let i = 0; i < trees.length; i++) {
    margins[treeGroups[i]] += leafOf(trees[i], features, row);
  }
  objective.finish(margins);
}

function leafOf(tree: Tree, features: Float32Array, row: number): number {
  const { left, right, conditions, defaultLeft } = tree;
  let node = 0;
  while (left[node] !== -1) {
    const value = features[row + tree.features[node]];
    const goesLeft = Number.isNaN(value)
      ? defaultLeft[node] === 1
      : value < conditions[node];
    node = goesLeft ? left[node] : right[node];
  }
  return conditions[node];
}
