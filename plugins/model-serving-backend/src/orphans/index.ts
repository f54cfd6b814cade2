export { AuthorizedOrphans } from './AuthorizedOrphans';
export { Orphans } from './Orphans';
export { OrphanWatch } from './OrphanWatch';
