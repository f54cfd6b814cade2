import { annotations } from '../constants';
import type { FieldMessage } from '../FieldMessage';
import { parseQuantity } from '../quantity';
import type { InferenceService } from '../resources';
import type { HardwareAmount, HardwareProfileList } from './hardwareProfile';
import { hardwareProfileOf, isSameHardwareProfile } from './hardwareProfileOf';

const PROFILE = `metadata.annotations[${annotations.hardwareProfile}]`;
const RESOURCES = 'spec.predictor.model.resources';
const PARTS = ['requests', 'limits'] as const;

/**
 * What stands against the hardware profile that a deployment names, and against its amounts by that profile. What it had
 * before is not held against it: Open Data Hub leaves deployments alone whose profile was disabled or narrowed since.
 *
 * Of profiles that could not be looked for nothing is said: the cluster's own webhook refuses those that are not there.
 * @public
 */
export function hardwareRules(
  service: InferenceService,
  options: {
    readonly profiles: HardwareProfileList;
    readonly previous?: InferenceService;
  },
): {
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
} {
  const { profiles, previous } = options;
  const named = hardwareProfileOf(service);
  if (!named) return { errors: [], warnings: [] };
  const isKept =
    previous !== undefined &&
    isSameHardwareProfile(named, hardwareProfileOf(previous));
  const profile = profiles.items.find(one => isSameHardwareProfile(one, named));
  const place = `"${named.name}" in the namespace "${named.namespace}"`;
  if (!profile) {
    const isKnown = profiles.namespaces.includes(named.namespace);
    return {
      errors:
        isKnown && !isKept
          ? [
              {
                path: PROFILE,
                message: `there is no hardware profile ${place}: choose one that is there`,
              },
            ]
          : [],
      warnings: [],
    };
  }
  const disabled = {
    path: PROFILE,
    message: `the hardware profile ${place} is disabled, for nothing new: choose another one`,
  };
  const otherwise = {
    path: PROFILE,
    message: `Open Data Hub offers the hardware profile ${place} for other things than models: see that it fits`,
  };
  const before = isKept ? previous : undefined;
  return {
    errors: [
      ...(profile.enabled || isKept ? [] : [disabled]),
      ...profile.amounts.flatMap(amount => problems(amount, service, before)),
    ],
    warnings: profile.forServing || isKept ? [] : [otherwise],
  };
}

/**
 * What is wrong with an amount by a profile; undefined: nothing. Source: odh-dashboard validates what its form takes by
 * `minCount` and `maxCount`; the webhook itself does not.
 * @public
 */
export function amountProblem(
  { title, min, max }: HardwareAmount,
  amount: string,
): string | undefined {
  const value = parseQuantity(amount);
  if (value === undefined) return `"${amount}" is not an amount of ${title}`;
  const least = parseQuantity(min) ?? 0;
  const most = max === undefined ? Infinity : parseQuantity(max) ?? Infinity;
  if (value >= least && value <= most) return undefined;
  return `the hardware profile allows ${boundsInWords({
    min,
    max,
  })} of ${title}, not ${amount}`;
}

/** `1 to 8`, or `at least 1`. @public */
export function boundsInWords({
  min,
  max,
}: Pick<HardwareAmount, 'min' | 'max'>): string {
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

function problems(
  amount: HardwareAmount,
  service: InferenceService,
  before: InferenceService | undefined,
): readonly FieldMessage[] {
  const { resource, title } = amount;
  const now = amountsOf(service, resource);
  const then = before && amountsOf(before, resource);
  if (then?.requests === now.requests && then?.limits === now.limits) return [];
  const found = PARTS.flatMap(part => {
    const text = now[part];
    if (text === undefined || text === then?.[part]) return [];
    const message = amountProblem(amount, text);
    return message
      ? [{ path: `${RESOURCES}.${part}.${resource}`, message }]
      : [];
  });
  if (found.length > 0) return found;
  // What is not given comes from the profile: the request its default, the limit its largest
  const request = parseQuantity(now.requests ?? amount.default);
  const limitText = now.limits ?? amount.max;
  const limit = limitText === undefined ? undefined : parseQuantity(limitText);
  const isOneGiven =
    (now.requests === undefined) !== (now.limits === undefined);
  if (!isOneGiven || limit === undefined || (request ?? 0) <= limit) return [];
  const given = now.requests === undefined ? 'limits' : 'requests';
  return [
    {
      path: `${RESOURCES}.${given}.${resource}`,
      message: `the hardware profile adds a ${
        given === 'limits'
          ? `request of ${amount.default}`
          : `limit of ${amount.max}`
      } for ${title}, and a request must not be larger than its limit: write both`,
    },
  ];
}

function amountsOf(
  { spec }: InferenceService,
  resource: string,
): Partial<Record<(typeof PARTS)[number], string>> {
  const { requests, limits } = spec.predictor.model?.resources ?? {};
  return { requests: requests?.[resource], limits: limits?.[resource] };
}
