export { demandVersion } from './demandVersion';
export { managedNeeds, nativeNeeds } from './needs';
export type { VersionNeed } from './needs';
