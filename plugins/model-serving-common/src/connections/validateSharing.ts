import type { FieldMessage } from '../FieldMessage';
import { namespaceProblem } from '../naming';

const MOST = 100;
/** `kind:namespace/name` of the catalog. */
const ENTITY_REF = /^(group|user):[\w.-]+\/[\w.-]+$/i;

/**
 * What is wrong with whom a connection shall be shared with, by field; empty if nothing is. Takes any JSON.
 * @public
 */
export function validateSharing(sent: unknown): readonly FieldMessage[] {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return [{ path: '', message: 'must be an object' }];
  }
  const known = ['namespaces', 'owners'];
  const unknown = Object.keys(sent).filter(key => !known.includes(key));
  return [
    ...unknown.map(path => ({ path, message: 'is not known' })),
    ...listProblems(sent, 'namespaces', namespaceProblem),
    ...listProblems(sent, 'owners', owner =>
      ENTITY_REF.test(owner)
        ? undefined
        : 'must be the entity reference of a group or user, such as group:default/ml',
    ),
  ];
}

function listProblems(
  sent: object,
  field: string,
  problemOf: (text: string) => string | undefined,
): readonly FieldMessage[] {
  const value: unknown = Reflect.get(sent, field);
  if (!Array.isArray(value)) {
    return [{ path: field, message: 'must be a list of texts' }];
  }
  if (value.length > MOST) {
    return [
      { path: field, message: `has ${value.length} entries; at most ${MOST}` },
    ];
  }
  return value.flatMap((entry: unknown, i) => {
    const problem =
      typeof entry === 'string' ? problemOf(entry) : 'must be a text';
    return problem ? [{ path: `${field}[${i}]`, message: problem }] : [];
  });
}
