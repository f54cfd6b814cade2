import { isJsonObject } from '../json';
import { parseQuantity } from '../quantity';

/** How many replicas may come or go within a while. @public */
export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodSeconds: number;
}

/** How the number of replicas may change in one direction. @public */
export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  /** Of what the policies allow: the most, the least, or no change at all. */
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
  /** A ratio of usage to target that differs by no more than this from 1 changes nothing. */
  readonly tolerance: number;
}

/** `autoScaling.behavior` of a component, with the defaults of Kubernetes. @public */
export interface ScalingBehavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** Of a cluster whose operator set none. */
const TOLERANCE = 0.1;
const MAX_WINDOW_SECONDS = 3_600;
const MAX_PERIOD_SECONDS = 1_800;
const SELECT_POLICIES = ['Max', 'Min', 'Disabled'] as const;
const POLICY_TYPES = ['Pods', 'Percent'] as const;

/** Source: Kubernetes `GenerateHPAScaleUpRules` and `GenerateHPAScaleDownRules`; autoscaling.md §9. @public */
export const defaultScalingBehavior: ScalingBehavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: 100, periodSeconds: 15 },
      { type: 'Pods', value: 4, periodSeconds: 15 },
    ],
    tolerance: TOLERANCE,
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    tolerance: TOLERANCE,
  },
};

/** What is wrong with a field of `behavior`; the path is relative to it. @public */
export interface BehaviorMessage {
  readonly path: string;
  readonly message: string;
}

/**
 * Reads `autoScaling.behavior`. What is wrong has a message and keeps its default. Source: Kubernetes
 * `validateScalingRules`.
 * @public
 */
export function readScalingBehavior(
  behavior: Readonly<Record<string, unknown>> | undefined,
): {
  readonly behavior: ScalingBehavior;
  readonly messages: readonly BehaviorMessage[];
} {
  const messages: BehaviorMessage[] = [];
  const rulesOf = (direction: keyof ScalingBehavior): ScalingRules => {
    const given = behavior?.[direction];
    const defaults = defaultScalingBehavior[direction];
    if (given === undefined) return defaults;
    if (!isJsonObject(given)) {
      messages.push({ path: direction, message: 'must be an object' });
      return defaults;
    }
    return readRules(given, defaults, (path, message) =>
      messages.push({ path: `${direction}.${path}`, message }),
    );
  };
  return {
    behavior: { scaleUp: rulesOf('scaleUp'), scaleDown: rulesOf('scaleDown') },
    messages,
  };
}

type Complain = (path: string, message: string) => void;

function readRules(
  given: Readonly<Record<string, unknown>>,
  defaults: ScalingRules,
  complain: Complain,
): ScalingRules {
  const window = integerOf(given.stabilizationWindowSeconds);
  if (window === 'wrong' || (window ?? 0) < 0) {
    complain(
      'stabilizationWindowSeconds',
      'must be greater than or equal to zero',
    );
  } else if ((window ?? 0) > MAX_WINDOW_SECONDS) {
    complain(
      'stabilizationWindowSeconds',
      `must be less than or equal to ${MAX_WINDOW_SECONDS}`,
    );
  }
  const select = SELECT_POLICIES.find(name => name === given.selectPolicy);
  if (given.selectPolicy !== undefined && !select) {
    complain('selectPolicy', notOneOf(given.selectPolicy, SELECT_POLICIES));
  }
  const tolerance = toleranceOf(given.tolerance);
  if (tolerance === 'wrong') {
    complain('tolerance', 'must be greater than or equal to zero');
  }
  return {
    stabilizationWindowSeconds: within(window, 0, MAX_WINDOW_SECONDS)
      ? window
      : defaults.stabilizationWindowSeconds,
    selectPolicy: select ?? defaults.selectPolicy,
    policies: readPolicies(given.policies, complain) ?? defaults.policies,
    tolerance:
      tolerance === undefined || tolerance === 'wrong'
        ? defaults.tolerance
        : tolerance,
  };
}

/** Undefined: those of the default. */
function readPolicies(
  given: unknown,
  complain: Complain,
): readonly ScalingPolicy[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length === 0) {
    complain('policies', 'must specify at least one Policy');
    return undefined;
  }
  const read = given.map((policy: unknown, i) =>
    readPolicy(isJsonObject(policy) ? policy : {}, (path, message) =>
      complain(`policies[${i}].${path}`, message),
    ),
  );
  const right = read.filter(policy => policy !== undefined);
  return right.length === read.length ? right : undefined;
}

function readPolicy(
  given: Readonly<Record<string, unknown>>,
  complain: Complain,
): ScalingPolicy | undefined {
  const type = POLICY_TYPES.find(name => name === given.type);
  if (!type) complain('type', notOneOf(given.type, POLICY_TYPES));
  const value = integerOf(given.value);
  const isValue = within(value, 1, Infinity);
  if (!isValue) complain('value', 'must be greater than zero');
  const period = integerOf(given.periodSeconds);
  const isPeriod = within(period, 1, MAX_PERIOD_SECONDS);
  if (!isPeriod) {
    complain(
      'periodSeconds',
      within(period, 1, Infinity)
        ? `must be less than or equal to ${MAX_PERIOD_SECONDS}`
        : 'must be greater than zero',
    );
  }
  return type && isValue && isPeriod
    ? { type, value, periodSeconds: period }
    : undefined;
}

function integerOf(value: unknown): number | 'wrong' | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isInteger(value) ? value : 'wrong';
}

function toleranceOf(value: unknown): number | 'wrong' | undefined {
  if (value === undefined) return undefined;
  const isText = typeof value === 'string' || typeof value === 'number';
  const number = isText ? parseQuantity(value) : undefined;
  return number !== undefined && number >= 0 ? number : 'wrong';
}

function within(
  value: number | 'wrong' | undefined,
  low: number,
  high: number,
): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

function notOneOf(value: unknown, choices: readonly string[]): string {
  return `Unsupported value: ${JSON.stringify(
    value ?? '',
  )}: supported values: ${choices.map(choice => `"${choice}"`).join(', ')}`;
}
