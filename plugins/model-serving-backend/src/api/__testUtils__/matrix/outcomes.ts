import type { Operation } from './operations';
import type { Role } from './people';

/** Sees nothing of `local/demo` that group `a` owns. */
const strangers: readonly Role[] = ['guest', 'other', 'clustered'];
/** May do what needs no resource to be there. */
const makers: readonly Role[] = [
  'owner',
  'other',
  'namespaced',
  'clustered',
  'admin',
  'service',
];

/** The status that a role gets from an operation on a target in `local/demo` that group `a` owns. */
export function outcomeOf({ need, ok, target }: Operation, role: Role): number {
  if (role === 'nobody') return 401;
  switch (need) {
    case 'signed-in':
    case 'list':
      return ok;
    case 'settings':
      return role === 'admin' || role === 'service' ? ok : 403;
    case 'create':
      return makers.includes(role) ? ok : 403;
    default:
  }
  // What one may not see is not there
  if (target && strangers.includes(role)) return 404;
  if (need === 'read') return ok;
  if (role === 'reader') return 403;
  // Nobody owns what is about to be made: only its place counts
  return need === 'create-here' && role === 'owner' ? 403 : ok;
}
