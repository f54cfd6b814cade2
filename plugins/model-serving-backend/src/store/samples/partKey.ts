/** What samples of a deployment are kept apart by. */
export type PartKind = 'revision' | 'tag' | 'token' | 'refusal';

/**
 * What keys of a kind begin with, after the deployment's. Names of revisions begin with a letter, so that no two kinds share
 * a range.
 */
const marks: Readonly<Record<PartKind, string>> = {
  revision: '',
  tag: '#',
  token: '@',
  refusal: '!',
};

/** What samples of one part of a deployment are kept under: they go with the deployment. */
export function partKey(uid: string, kind: PartKind, part: string): string {
  return `${uid}/${marks[kind]}${part}`;
}

/** Bounds of keys: above the first, below the second. */
export type KeyRange = readonly [after: string, before: string];

/** Of all parts of a deployment. `0` follows `/`. */
export function partRange(uid: string): KeyRange {
  return [`${uid}/`, `${uid}0`];
}

/** Of all parts of one kind. */
export function kindRange(uid: string, kind: PartKind): KeyRange {
  switch (kind) {
    case 'revision':
      return [`${uid}/\``, `${uid}/{`];
    case 'tag':
      return [`${uid}/#`, `${uid}/$`];
    case 'refusal':
      return [`${uid}/!`, `${uid}/"`];
    default:
      return [`${uid}/@`, `${uid}/A`];
  }
}
