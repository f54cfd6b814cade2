/** Longest resource name that Greenroom gives to something new. */
export const MAX_NAME_LENGTH = 30;
/** Longest DNS label: `{name}-{namespace}` is one. */
export const MAX_LABEL_LENGTH = 63;
