export { TermGuard, TermLostError } from './TermGuard';
export { fencedHost } from './fencedHost';
