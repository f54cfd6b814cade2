import { Direction } from './usageRules';

/** In which direction the number of replicas changes, for people. */
export const directionLabels: Readonly<Record<Direction, string>> = {
  scaleUp: 'More replicas',
  scaleDown: 'Fewer replicas',
};

/** Labels of the fields of a behavior's rules. */
export const rulesLabels = {
  stabilizationWindowSeconds: 'Stabilization window (s)',
  policies: 'Policies',
  selectPolicy: 'Of several policies',
  tolerance: 'Tolerance',
} as const;

/** Labels of the fields of a policy. */
export const policyLabels = {
  value: 'At most',
  type: 'Of',
  periodSeconds: 'Period (s)',
} as const;

const labels: Readonly<Record<string, string>> = {
  ...directionLabels,
  ...rulesLabels,
  ...policyLabels,
};

/** `scaleUp.policies[0].value` as people find it: `More replicas, policy 1, At most`. */
export function behaviorFieldLabel(path: string): string {
  return path
    .split('.')
    .map(part => {
      const [, position] = /^policies\[(\d+)\]$/.exec(part) ?? [];
      return position === undefined
        ? labels[part] ?? part
        : `policy ${Number(position) + 1}`;
    })
    .join(', ');
}
