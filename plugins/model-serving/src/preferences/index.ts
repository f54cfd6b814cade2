export { usePreference } from './usePreference';
export type { Preference } from './usePreference';
