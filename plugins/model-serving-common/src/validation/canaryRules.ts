import { annotations } from '../constants';
import { isJsonObject } from '../json';
import { PredictorSpec } from '../resources';
import { predictorProblems } from './componentRules';
import { FRAMEWORKS } from './implementations';
import { Rule, RuleContext } from './rule';

const PATH = 'spec.canary';
/** By what name revisions are reached whatever a canary is called. */
const TAGS: readonly string[] = ['latest', 'prev'];
/** Canaries have a fixed number of replicas. */
const SCALING = [
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'autoScaling',
] as const;

/** Rule 10: canaries by named predictors. Source: kserve-status-and-objects §8.2. */
export const canaryRules: Rule = context => {
  const { service, predictor, profile, messages } = context;
  const entries = service.spec.canary ?? [];
  if (entries.length === 0) return;
  const mode = service.metadata.annotations?.[annotations.deploymentMode];
  if (profile === 'kserve' && mode !== 'Standard') {
    messages.error(
      PATH,
      'canary is only supported in Standard deployment mode',
    );
  }
  if (predictor.canaryTrafficPercent !== undefined) {
    messages.error(
      PATH,
      'spec.canary and predictor.canaryTrafficPercent cannot both be set',
    );
  }
  if (!hasModel(predictor)) {
    messages.error(
      PATH,
      'canary requires a stable predictor with a model (multi-model serving is not supported with canary)',
    );
  }
  const seen = new Set<string>();
  for (const [i, { predictor: canary, trafficPercent }] of entries.entries()) {
    const path = `${PATH}[${i}]`;
    const { name } = canary;
    if (!name) {
      messages.error(
        `${path}.predictor.name`,
        `canary[${i}] predictor.name is required`,
      );
    } else if (seen.has(name)) {
      messages.error(
        `${path}.predictor.name`,
        `canary predictor.name ${quoted(name)} is duplicated`,
      );
    } else if (name === predictor.name) {
      messages.error(
        `${path}.predictor.name`,
        `canary predictor.name ${quoted(
          name,
        )} conflicts with stable predictor name`,
      );
    }
    if (name) seen.add(name);
    if (profile === 'greenroom' && name && TAGS.includes(name)) {
      messages.error(
        `${path}.predictor.name`,
        `canary predictor.name ${quoted(
          name,
        )} is a tag of every deployment; choose another name`,
      );
    }
    const label = `canary ${quoted(name ?? '')}`;
    if (trafficPercent < 0 || trafficPercent > 100) {
      messages.error(
        `${path}.trafficPercent`,
        `${label} trafficPercent must be between 0 and 100, got ${trafficPercent}`,
      );
    }
    entryRules(canary, label, `${path}.predictor`, context);
  }
  const shares = entries.map(({ trafficPercent }) => trafficPercent);
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum > 100 && shares.every(share => share >= 0 && share <= 100)) {
    messages.error(
      PATH,
      `sum of canary trafficPercent values (${sum}) must be <= 100`,
    );
  }
};

function entryRules(
  canary: PredictorSpec,
  label: string,
  path: string,
  context: RuleContext,
): void {
  const { predictor, messages } = context;
  for (const problem of predictorProblems(context, canary, path)) {
    messages.error(problem.path, `${label} predictor: ${problem.message}`);
  }
  if (canary.workerSpec) {
    messages.error(
      `${path}.workerSpec`,
      `${label} must not set workerSpec (multi-node is not yet supported for canary)`,
    );
  }
  for (const field of SCALING) {
    if (canary[field] !== undefined) {
      messages.error(
        `${path}.${field}`,
        `${label} must not set ${field} (canary uses fixed replicas)`,
      );
    }
  }
  const stable = predictor.minReplicas ?? 1;
  if (canary.minReplicas !== undefined && canary.minReplicas > stable) {
    messages.error(
      `${path}.minReplicas`,
      `${label} minReplicas (${canary.minReplicas}) must not exceed stable predictor minReplicas (${stable})`,
    );
  }
}

/** Without a model or a URI, the predictor is one for several models. */
function hasModel(predictor: PredictorSpec): boolean {
  return (
    predictor.storageUris !== undefined ||
    ['model', ...FRAMEWORKS].some(name => isJsonObject(predictor[name]))
  );
}

/** As Go's `%q` writes a text. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
