import { readScalingAnnotations } from '@greenroom/backstage-plugin-model-serving-common';

const PREFIX = 'autoscaling.knative.dev/';

type Annotations = Readonly<Record<string, string>>;

/**
 * Knative's annotations about scaling that have no field of their own in the resource, with words for people and the value
 * that holds where nobody says otherwise. Source: autoscaling.md §7, §8.
 */
export const requestScalingFields = {
  window: {
    label: 'Window',
    description:
      'Time over which the load is averaged: whole seconds, from 6s to 1h',
    usual: '60s',
    isDuration: true,
  },
  'target-utilization-percentage': {
    label: 'Target utilization (%)',
    description:
      'How full replicas are to be: a share of their target, from 1 to 100',
    usual: '70',
  },
  'panic-window-percentage': {
    label: 'Panic window (%)',
    description:
      'Share of the window over which a burst is looked for, from 1 to 100',
    usual: '10',
  },
  'panic-threshold-percentage': {
    label: 'Panic threshold (%)',
    description:
      'A burst that calls for this share of the ready replicas adds replicas at once, and none is taken away while it lasts: from 110 to 1000',
    usual: '200',
  },
  'scale-down-delay': {
    label: 'Delay before fewer replicas',
    description:
      'The load must have been lower for so long: whole seconds, from 0s to 1h',
    usual: '0s',
    isDuration: true,
  },
  'activation-scale': {
    label: 'Replicas at the first request',
    description:
      'How many start when none runs and somebody asks, if it is to be more than one: 2 or more',
    usual: '1',
  },
  'scale-to-zero-pod-retention-period': {
    label: 'Time that the last replica stays',
    description:
      'Where the minimum is 0, the last replica stays at least so long after the last request: from 0s to 1h',
    usual: '0s',
    isDuration: true,
  },
  'initial-scale': {
    label: 'Replicas of a new version',
    description: 'How many a new version starts with, whatever the load',
    usual: '1',
  },
  'target-burst-capacity': {
    label: 'Burst capacity (requests)',
    description:
      'Requests at a time, beyond the target, for which a gateway that can step aside stays in the path; -1: always',
    usual: '211',
  },
} as const satisfies Record<
  string,
  {
    readonly label: string;
    readonly description: string;
    readonly usual: string;
    /** In Go's notation, e.g. `1m30s`; a bare number is taken for seconds. */
    readonly isDuration?: true;
  }
>;

/** Name of an annotation, without its prefix. */
export type RequestScalingKey = keyof typeof requestScalingFields;

/** What a deployment says, as it was written; what it leaves to the platform is absent. */
export type RequestScaling = Readonly<
  Partial<Record<RequestScalingKey, string>>
>;

/** All keys, in the order of the form. */
export const requestScalingKeys = Object.keys(
  requestScalingFields,
) as RequestScalingKey[];

/** What annotations say, under their names or Knative's former ones (`scaleDownDelay`). */
export function requestScalingOf(
  annotations: Annotations | undefined,
): RequestScaling {
  return inOrder(
    key =>
      annotations?.[PREFIX + key] ?? annotations?.[PREFIX + formerName(key)],
  );
}

/** One value more, or less where the text is empty. */
export function withRequestScaling(
  values: RequestScaling,
  key: RequestScalingKey,
  text: string,
): RequestScaling {
  const trimmed = text.trim();
  return inOrder(name => (name === key ? trimmed || undefined : values[name]));
}

/** Annotations with some values written into them: those that do not differ, and all others, stay as they are. */
export function annotatedWith(
  annotations: Annotations | undefined,
  values: RequestScaling,
): Record<string, string> {
  const before = requestScalingOf(annotations);
  const written = new Map(Object.entries(annotations ?? {}));
  for (const key of requestScalingKeys) {
    const value = values[key];
    if (value === before[key]) continue;
    written.delete(PREFIX + formerName(key));
    if (value === undefined) written.delete(PREFIX + key);
    else written.set(PREFIX + key, withUnit(key, value));
  }
  return Object.fromEntries(written);
}

/** What Knative's rules say against values, by key. */
export function requestScalingProblems(
  annotations: Annotations | undefined,
  values: RequestScaling,
): RequestScaling {
  const { messages } = readScalingAnnotations(
    annotatedWith(annotations, values),
    // Whether a version may begin with none is the platform's, and the backend knows
    { allowZeroInitialScale: true },
  );
  return inOrder(
    key => messages.find(found => found.key === PREFIX + key)?.message,
  );
}

/** Whether the path of a message is that of one of the annotations. */
export function isRequestScalingPath(path: string): boolean {
  return requestScalingKeys.some(
    key => path === `metadata.annotations[${PREFIX}${key}]`,
  );
}

function inOrder(
  valueOf: (key: RequestScalingKey) => string | undefined,
): RequestScaling {
  return Object.fromEntries(
    requestScalingKeys.flatMap(key => {
      const value = valueOf(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function formerName(key: RequestScalingKey): string {
  return key.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

function withUnit(key: RequestScalingKey, value: string): string {
  const isDuration = 'isDuration' in requestScalingFields[key];
  return isDuration && /^\d+(\.\d+)?$/.test(value) ? `${value}s` : value;
}
