export * from './types';
export { AuthorizedResources } from './AuthorizedResources';
export { DefaultResources } from './DefaultResources';
export { ResourceImport } from './ResourceImport';
export type { ImportCommand } from './ResourceImport';
export { ResourceValidator } from './ResourceValidator';
