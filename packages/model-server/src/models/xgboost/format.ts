/**
 * One regression tree as XGBoost writes it: node `i` is a leaf when `left[i]` is −1, and `conditions[i]` is then its value.
 */
export interface Tree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly features: Int32Array;
  readonly conditions: Float32Array;
  readonly defaultLeft: Uint8Array;
}

/**
 * A booster of trees, read from XGBoost's JSON.
 */
export interface Booster {
  readonly objective: string;
  readonly features: number;
  /** 1 for everything that is not multi-class. */
  readonly groups: number;
  /** One per group, on the scale of the answer. */
  readonly baseScores: readonly number[];
  readonly trees: readonly Tree[];
  /** To which group each tree adds. */
  readonly treeGroups: readonly number[];
}

/**
 * Reads XGBoost's JSON model and refuses what the evaluator does not do.
 *
 * @throws Error that says what the file is instead, or which part of it is damaged
 */
export function parseBooster(text: string): Booster {
  const learner = record(parseDocument(text).learner);
  if (learner === undefined) {
    throw new Error('it is JSON but not an XGBoost model: it has no "learner"');
  }
  const booster = record(learner.gradient_booster);
  const name = booster?.name;
  if (name !== 'gbtree') {
    throw new Error(`the booster ${name} is not supported, only gbtree is`);
  }
  const params = required(learner.learner_model_param, 'learner_model_param');
  const model = required(booster?.model, 'gradient_booster.model');
  const features = count(params.num_feature, 'num_feature');
  if (count(params.num_target ?? 1, 'num_target') > 1) {
    throw new Error('models with several targets are not supported');
  }
  const groups = Math.max(1, count(params.num_class ?? 0, 'num_class'));
  const trees = list(model.trees, 'trees').map((tree, i) =>
    parseTree(required(tree, `trees[${i}]`), i, features),
  );
  return {
    objective: String(required(learner.objective, 'objective').name),
    features,
    groups,
    baseScores: parseBaseScores(params.base_score, groups),
    trees,
    treeGroups: parseTreeGroups(model.tree_info, trees.length, groups),
  };
}

function parseDocument(text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `it is not JSON (the old binary format must be saved again as .json): ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  return required(document, 'the document');
}

function parseTree(
  tree: Record<string, unknown>,
  index: number,
  features: number,
): Tree {
  const where = `trees[${index}]`;
  const left = Int32Array.from(numbers(tree.left_children, where));
  const size = left.length;
  const column = (key: string) => {
    const values = numbers(tree[key], `${where}.${key}`);
    if (values.length !== size) {
      throw new Error(`${where}.${key} has ${values.length} of ${size} nodes`);
    }
    return values;
  };
  const splitTypes = Array.isArray(tree.split_type) ? tree.split_type : [];
  if (splitTypes.some(type => type !== 0)) {
    throw new Error(`${where} has categorical splits, which are not supported`);
  }
  const result: Tree = {
    left,
    right: Int32Array.from(column('right_children')),
    features: Int32Array.from(column('split_indices')),
    conditions: Float32Array.from(column('split_conditions')),
    defaultLeft: Uint8Array.from(column('default_left')),
  };
  assertTree(result, where, features);
  return result;
}

/** Every node is reached once from the root, so a walk ends; every split is on a feature that exists. */
function assertTree(tree: Tree, where: string, features: number): void {
  const seen = new Uint8Array(tree.left.length);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node < 0 || node >= seen.length || seen[node] === 1) {
      throw new Error(`${where} is damaged at node ${node}`);
    }
    seen[node] = 1;
    if (tree.left[node] !== -1) {
      if (tree.features[node] < 0 || tree.features[node] >= features) {
        throw new Error(
          `${where} splits on feature ${tree.features[node]} of ${features}`,
        );
      }
      open.push(tree.left[node], tree.right[node]);
    }
  }
}

/** `5E-1`, or from XGBoost 2.1 on a bracketed list with one score for all groups or one for each. */
function parseBaseScores(value: unknown, groups: number): readonly number[] {
  const scores = String(value)
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(Number);
  if (scores.some(Number.isNaN)) {
    throw new Error(`base_score is '${value}'`);
  }
  if (scores.length === 1) {
    return new Array<number>(groups).fill(scores[0]);
  }
  if (scores.length !== groups) {
    throw new Error(`base_score has ${scores.length} values for ${groups}`);
  }
  return scores;
}

function parseTreeGroups(
  value: unknown,
  trees: number,
  groups: number,
): readonly number[] {
  const info = numbers(value, 'tree_info');
  if (
    info.length !== trees ||
    info.some(group => !(group >= 0 && group < groups))
  ) {
    throw new Error(
      `tree_info does not name a class for each of ${trees} trees`,
    );
  }
  return info;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function required(value: unknown, name: string): Record<string, unknown> {
  const found = record(value);
  if (found === undefined) {
    throw new Error(`${name} is not an object`);
  }
  return found;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new Error(`${name} is not a list`);
  }
  return value;
}

/** Flags are 0 and 1 in some versions, false and true in others. */
function numbers(value: unknown, name: string): readonly number[] {
  return list(value, name).map(item => {
    const number = typeof item === 'boolean' ? Number(item) : item;
    if (typeof number !== 'number') {
      throw new Error(`${name} holds ${JSON.stringify(item)}, not a number`);
    }
    return number;
  });
}

function count(value: unknown, name: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new Error(`${name} is '${value}', not a count`);
  }
  return number;
}
