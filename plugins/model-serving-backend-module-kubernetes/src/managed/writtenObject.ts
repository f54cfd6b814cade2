import { isDeepStrictEqual } from 'node:util';
import type { KnownObject, ServingObject } from './ServingBook';

/**
 * What is written in place of an object that is there: spec, labels and annotations are the new ones, with those labels
 * and annotations that other tools set; the rest is the cluster's.
 * @returns undefined if it is so already
 */
export function writtenObject(
  known: KnownObject,
  wanted: ServingObject,
): ServingObject | undefined {
  const { status, ...held } = known.object;
  const written: ServingObject = {
    ...held,
    metadata: {
      ...held.metadata,
      labels: merged(known, wanted, 'labels'),
      annotations: merged(known, wanted, 'annotations'),
    },
    ...(wanted.spec === undefined ? {} : { spec: wanted.spec }),
  };
  return isSame(held, written) ? undefined : written;
}

function merged(
  { object, foreign }: KnownObject,
  wanted: ServingObject,
  map: 'labels' | 'annotations',
): Record<string, string> {
  const theirs = Object.entries(object.metadata[map] ?? {}).filter(([key]) =>
    foreign[map].has(key),
  );
  return { ...Object.fromEntries(theirs), ...wanted.metadata[map] };
}

/** Key by key: an empty object may mean something that its absence does not, such as a `logger`. */
function isSame(held: ServingObject, written: ServingObject): boolean {
  const told = ({ metadata, spec }: ServingObject) => ({
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    // As JSON has it: no fields that are undefined.
    spec: JSON.parse(JSON.stringify(spec ?? {})) as unknown,
  });
  return isDeepStrictEqual(told(held), told(written));
}
